// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Role} from "../../interfaces/ICertificateRegistry.sol";
import {IX509} from "../../interfaces/IX509.sol";
import {Octets} from "../Octets.sol";

/// @title certificatePolicies (RFC 5280 4.2.1.4): the role (SGP.22 4.5.2.1)
library X509Policy {
    /// One policy without qualifiers, 2.23.146.1.2.1.n; what follows is n.
    bytes12 private constant ROLE = hex"300b30090607678112010201";
    uint256 private constant ROLE_OCTETS = 12;
    /// 2.23.146.1.2.1.0.0
    bytes14 private constant SUB_CI = hex"300c300a06086781120102010000";
    uint256 private constant SUB_CI_OCTETS = 14;

    /// @notice The role that the extension's value, from `start` to `end`, names.
    function roleOf(bytes memory der, uint256 start, uint256 end) internal pure returns (Role) {
        uint256 length = end - start;
        if (length == SUB_CI_OCTETS && Octets.equal(der, start, end, SUB_CI)) return Role.SubCi;
        if (length != ROLE_OCTETS + 1 || !Octets.equal(der, start, end - 1, ROLE)) revert IX509.PolicyRefused(start);
        uint256 arc = Octets.wordAt(der, end - 1) >> 248;
        if (arc == 0) return Role.Ci;
        if (arc == 1) return Role.Euicc;
        if (arc == 2) return Role.Eum;
        if (arc > 7) revert IX509.PolicyRefused(start);
        // 3 to 7 in the order of the enum: DpTls, DpAuth, DpPb, DsTls, DsAuth.
        return Role(uint256(Role.DpTls) + arc - 3);
    }
}

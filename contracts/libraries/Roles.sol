// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Role} from "../interfaces/ICertificateRegistry.sol";

/// @title Who issues whom (SGP.22 4.5.2.1; SGP.14)
/// @notice The circuit proves the same table, and path lengths with it; the registry repeats what its records can tell.
library Roles {
    function isServer(Role role) internal pure returns (bool) {
        return role >= Role.DpTls;
    }

    /// @notice Anchors, sub-CIs and EUMs: what `caTree` holds.
    function isCa(Role role) internal pure returns (bool) {
        return role >= Role.Ci && role <= Role.Eum;
    }

    /// @notice Whether a certificate of `role` becomes a public record under an issuer of role `issuer`. eUICCs, which an EUM
    /// issues, never do.
    function mayIssueRecord(Role issuer, Role role) internal pure returns (bool) {
        bool isIssuer = issuer == Role.Ci || issuer == Role.SubCi;
        return isIssuer && (role == Role.SubCi || role == Role.Eum || isServer(role));
    }
}

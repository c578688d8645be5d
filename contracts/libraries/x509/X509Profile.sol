// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Role} from "../../interfaces/ICertificateRegistry.sol";
import {Certificate, IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";
import {Roles} from "../Roles.sol";
import {Values} from "../Values.sol";
import {X509Extensions} from "./X509Extensions.sol";
import {X509GeneralNames} from "./X509GeneralNames.sol";
import {X509Identifiers} from "./X509Identifiers.sol";
import {X509NameConstraints} from "./X509NameConstraints.sol";
import {X509Policy} from "./X509Policy.sol";
import {X509Usage} from "./X509Usage.sol";

/// @title The extensions of a role (SGP.22 4.5.2.1)
/// @notice The same rules as src/pki/profile.ts and the circuit, but for an eUICC's subject: no chip is registered in the open.
library X509Profile {
    /// Octets of a registeredID that fit one field element.
    uint256 private constant MAX_REGISTERED_ID_OCTETS = 31;

    /// @notice Reads into `certificate` what `values` say, by the rules of the role that the policy names.
    function read(
        bytes memory der,
        X509Extensions.Value[] memory values,
        Certificate memory certificate
    ) internal pure {
        X509Extensions.Value memory value = values[X509Extensions.POLICIES];
        Role role = X509Policy.roleOf(der, value.start, value.end);
        certificate.role = role;
        value = values[X509Extensions.KEY_USAGE];
        bool crlSign = X509Usage.checkKeyUsage(der, role, value.start, value.end);
        certificate.crlSign = crlSign && Roles.isCa(role);
        value = values[X509Extensions.BASIC_CONSTRAINTS];
        certificate.pathLength = X509Usage.checkBasicConstraints(der, role, value.start, value.end, value.isCritical);
        value = values[X509Extensions.EXT_KEY_USAGE];
        X509Usage.checkExtendedKeyUsage(der, role, value.start, value.end, value.isCritical);
        value = values[X509Extensions.SUBJECT_KEY_IDENTIFIER];
        X509Identifiers.checkSubjectKeyIdentifier(der, value.start, value.end);
        value = values[X509Extensions.AUTHORITY_KEY_IDENTIFIER];
        X509Identifiers.checkAuthorityKeyIdentifier(der, value.start, value.end);
        value = values[X509Extensions.DISTRIBUTION_POINTS];
        X509Identifiers.checkDistributionPoints(der, value.start, value.end);

        value = values[X509Extensions.SUBJECT_ALT_NAME];
        uint256 ridHash = _ridHash(der, role, value.start, value.end);
        value = values[X509Extensions.NAME_CONSTRAINTS];
        if ((value.start != 0) != (role == Role.Eum)) revert IX509.NameConstraintsMisplaced(role);
        if (role == Role.Eum) certificate.attribute = X509NameConstraints.digest(der, value.start, value.end);
        else if (Roles.isServer(role)) certificate.attribute = ridHash;
    }

    /// The registeredID of subjectAltName, hashed; 0: none. All servers but the TLS ones must have one.
    function _ridHash(bytes memory der, Role role, uint256 start, uint256 end) private pure returns (uint256) {
        uint256 count = 0;
        uint256 idStart = 0;
        uint256 idEnd = 0;
        if (start != 0) {
            (uint256 position, uint256 next) = Der.enter(der, start, end, Der.SEQUENCE);
            Der.checkEnd(next, end);
            (count, idStart, idEnd) = X509GeneralNames.check(der, position, end);
        }
        bool isNeeded = role == Role.DpAuth || role == Role.DpPb || role == Role.DsAuth;
        if (count > 1 || (isNeeded && count == 0) || idEnd - idStart > MAX_REGISTERED_ID_OCTETS)
            revert IX509.RegisteredIdRefused(role);
        return count == 0 ? 0 : Values.ridHash(idEnd - idStart, Octets.chunk(der, idStart, idEnd));
    }
}

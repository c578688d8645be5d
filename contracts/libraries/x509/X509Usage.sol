// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Role} from "../../interfaces/ICertificateRegistry.sol";
import {IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";
import {Roles} from "../Roles.sol";

/// @title What a key may be used for: keyUsage, basicConstraints, extKeyUsage (RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12)
/// @notice Values stand from `start` to `end`; `start` = 0 where the extension is missing.
library X509Usage {
    /// Bits of keyUsage in its octet: bit 0 of the named list is the highest.
    uint256 private constant DIGITAL_SIGNATURE = 0x80;
    uint256 private constant KEY_CERT_SIGN = 0x04;
    uint256 private constant CRL_SIGN = 0x02;
    /// SEQUENCE { cA TRUE }, and with an INTEGER of one octet behind it.
    bytes5 private constant IS_CA = hex"30030101ff";
    bytes7 private constant IS_CA_WITH_LENGTH = hex"30060101ff0201";
    /// 1.3.6.1.5.5.7.3.1
    bytes8 private constant SERVER_AUTH = hex"2b06010505070301";
    uint256 private constant NO_PATH_LENGTH = 7;

    /// @notice Refuses a keyUsage that is not the role's: a CA signs certificates, all others make digital signatures and no certificates.
    /// @return crlSign Whether it signs CRLs.
    function checkKeyUsage(
        bytes memory der,
        Role role,
        uint256 start,
        uint256 end
    ) internal pure returns (bool crlSign) {
        // A list of nine bits (decipherOnly), which no role has, would need one octet more.
        if (start == 0 || end - start != 4) revert IX509.KeyUsageRefused(role, 0);
        uint256 word = Octets.wordAt(der, start) >> 224;
        uint256 bits = word & 0xff;
        // The unused bits are those below the lowest bit set (X.690 11.2.2); one is set.
        uint256 unused = 0;
        while (unused < 8 && (bits >> unused) & 1 == 0) ++unused;
        if (bits == 0 || word >> 8 != 0x030200 + unused) revert IX509.KeyUsageRefused(role, bits);
        bool isCa = Roles.isCa(role);
        if ((bits & KEY_CERT_SIGN != 0) != isCa) revert IX509.KeyUsageRefused(role, bits);
        if (!isCa && bits & DIGITAL_SIGNATURE == 0) revert IX509.KeyUsageRefused(role, bits);
        return bits & CRL_SIGN != 0;
    }

    /// @notice Refuses basicConstraints that are not the role's. A CA's must be critical.
    /// @return pathLength Of a CA: pathLenConstraint, above 6 as 6, 7 for none; 0 for others.
    function checkBasicConstraints(
        bytes memory der,
        Role role,
        uint256 start,
        uint256 end,
        bool isCritical
    ) internal pure returns (uint8 pathLength) {
        uint256 stated = NO_PATH_LENGTH;
        bool isCa = false;
        if (start != 0) {
            uint256 length = end - start;
            if (length == 5) {
                isCa = true;
                if (!Octets.equal(der, start, end, IS_CA)) revert IX509.ExtensionRefused(start);
            } else if (length == 8) {
                isCa = true;
                stated = Der.octetAt(der, end - 1);
                if (stated >= 0x80 || !Octets.equal(der, start, end - 1, IS_CA_WITH_LENGTH))
                    revert IX509.ExtensionRefused(start);
                // No line of certificates is as long.
                if (stated > 6) stated = 6;
            } else if (length != 2 || Octets.wordAt(der, start) >> 240 != 0x3000) {
                revert IX509.ExtensionRefused(start);
            }
        }
        if (Roles.isCa(role) != isCa || (isCa && !isCritical)) revert IX509.BasicConstraintsRefused(role);
        // stated <= 7
        return isCa ? uint8(stated) : 0;
    }

    /// @notice Refuses an extKeyUsage without serverAuth in a TLS certificate, and a critical one in any other.
    function checkExtendedKeyUsage(
        bytes memory der,
        Role role,
        uint256 start,
        uint256 end,
        bool isCritical
    ) internal pure {
        if (start == 0) return;
        bool isServerAuth = false;
        (uint256 position, uint256 next) = Der.enter(der, start, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        if (position == next) revert IX509.ExtensionRefused(start);
        while (position < next) {
            (uint256 purpose, uint256 purposeEnd) = Der.enter(der, position, next, Der.OBJECT_IDENTIFIER);
            Der.checkObjectIdentifier(der, position, purpose, purposeEnd);
            if (purposeEnd - purpose == 8 && Octets.equal(der, purpose, purposeEnd, SERVER_AUTH)) isServerAuth = true;
            position = purposeEnd;
        }
        bool isTls = role == Role.DpTls || role == Role.DsTls;
        if (isTls ? !isServerAuth : isCritical) revert IX509.ExtendedKeyUsageRefused(role);
    }
}

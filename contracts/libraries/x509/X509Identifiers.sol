// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {X509GeneralNames} from "./X509GeneralNames.sol";

/// @title Extensions that help to find an issuer or a CRL: key identifiers, distribution points (RFC 5280 4.2.1.1, .2, .13)
/// @notice Nothing of them is kept; they are read because they may be critical. Values stand from `start` to `end`; `start` = 0 where
/// the extension is missing.
library X509Identifiers {
    uint256 private constant KEY_IDENTIFIER = 0x80;
    uint256 private constant ISSUER = 0xa1;
    uint256 private constant SERIAL_NUMBER = 0x82;
    /// DistributionPoint.distributionPoint, and DistributionPointName.fullName in it.
    uint256 private constant NAME = 0xa0;

    function checkSubjectKeyIdentifier(bytes memory der, uint256 start, uint256 end) internal pure {
        if (start == 0) return;
        (uint256 content, uint256 next) = Der.enter(der, start, end, Der.OCTET_STRING);
        Der.checkEnd(next, end);
        if (content == next) revert IX509.ExtensionRefused(start);
    }

    function checkAuthorityKeyIdentifier(bytes memory der, uint256 start, uint256 end) internal pure {
        if (start == 0) return;
        (uint256 position, uint256 next) = Der.enter(der, start, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        uint256 content;
        if (Der.isAt(der, position, end, KEY_IDENTIFIER)) {
            (content, next) = Der.enter(der, position, end, KEY_IDENTIFIER);
            if (content == next) revert IX509.ExtensionRefused(start);
            position = next;
        }
        // Issuer and serial number stand together or not at all.
        if (Der.isAt(der, position, end, ISSUER)) {
            (content, next) = Der.enter(der, position, end, ISSUER);
            X509GeneralNames.check(der, content, next);
            position = next;
            (content, next) = Der.enter(der, position, end, SERIAL_NUMBER);
            _checkInteger(der, start, content, next);
            position = next;
        }
        Der.checkEnd(position, end);
    }

    /// @notice Each point is a full name and nothing else: partitioned and indirect CRLs are not part of SGP.22.
    function checkDistributionPoints(bytes memory der, uint256 start, uint256 end) internal pure {
        if (start == 0) return;
        (uint256 position, uint256 next) = Der.enter(der, start, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        if (position == end) revert IX509.ExtensionRefused(start);
        while (position < end) {
            (uint256 content, uint256 pointEnd) = Der.enter(der, position, end, Der.SEQUENCE);
            (content, next) = Der.enter(der, content, pointEnd, NAME);
            Der.checkEnd(next, pointEnd);
            (content, next) = Der.enter(der, content, pointEnd, NAME);
            Der.checkEnd(next, pointEnd);
            X509GeneralNames.check(der, content, next);
            position = pointEnd;
        }
    }

    /// X.690 8.3.2: at least one octet, and the first nine bits not all alike.
    function _checkInteger(bytes memory der, uint256 position, uint256 start, uint256 end) private pure {
        if (start == end) revert IX509.ExtensionRefused(position);
        if (end - start == 1) return;
        uint256 first = Der.octetAt(der, start);
        uint256 second = Der.octetAt(der, start + 1);
        if ((first == 0 && second < 0x80) || (first == 0xff && second >= 0x80)) revert IX509.ExtensionRefused(position);
    }
}

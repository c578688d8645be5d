// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IDer} from "../interfaces/IDer.sol";
import {Der} from "./Der.sol";

/// @title The form of names in certificates and CRLs
/// @notice Names are not compared on chain, where keys name issuers; but no list or certificate may be accepted that others cannot read.
library DerNames {
    /// Characters of PrintableString (X.680 41.4), by their codes.
    uint256 private constant PRINTABLE = 0x7fffffe07fffffea7fffb8100000000;
    uint256 private constant UNIFORM_RESOURCE_IDENTIFIER = 0x86;

    /// @notice A Name that is not empty: RDNs of one attribute each, their values UTF8String, PrintableString or IA5String.
    /// @return next After the Name.
    function checkName(bytes memory der, uint256 position, uint256 end) internal pure returns (uint256 next) {
        (position, next) = Der.enter(der, position, end, Der.SEQUENCE);
        if (position == next) revert IDer.DerTruncated(position);
        while (position != next) position = _checkRdn(der, position, next);
    }

    /// @notice GeneralNames that are not empty, URIs only, from `position` to `end`.
    function checkUris(bytes memory der, uint256 position, uint256 end) internal pure {
        if (position == end) revert IDer.DerTruncated(position);
        while (position != end) {
            (uint256 start, uint256 next) = Der.enter(der, position, end, UNIFORM_RESOURCE_IDENTIFIER);
            _checkString(der, Der.IA5_STRING, position, start, next);
            position = next;
        }
    }

    function _checkRdn(bytes memory der, uint256 position, uint256 end) private pure returns (uint256 next) {
        (position, next) = Der.enter(der, position, end, Der.SET);
        uint256 last;
        (position, last) = Der.enter(der, position, next, Der.SEQUENCE);
        Der.checkEnd(last, next);
        (uint256 start, uint256 value) = Der.enter(der, position, next, Der.OBJECT_IDENTIFIER);
        Der.checkObjectIdentifier(der, position, start, value);
        uint256 tag;
        (tag, start, last) = Der.header(der, value, next);
        Der.checkEnd(last, next);
        _checkString(der, tag, value, start, next);
    }

    /// @param position Of the element, for the error.
    function _checkString(bytes memory der, uint256 tag, uint256 position, uint256 start, uint256 next) private pure {
        bool isGood = start != next;
        if (tag == Der.UTF8_STRING) {
            isGood = isGood && _isUtf8(der, start, next);
        } else if (tag == Der.PRINTABLE_STRING || tag == Der.IA5_STRING) {
            uint256 allowed = tag == Der.PRINTABLE_STRING ? PRINTABLE : type(uint128).max;
            for (uint256 i = start; i < next; ++i) isGood = isGood && (allowed >> Der.octetAt(der, i)) & 1 == 1;
        } else {
            revert IDer.DerTagRefused(position, tag);
        }
        if (!isGood) revert IDer.DerStringRefused(position);
    }

    /// UTF-8 as RFC 3629 has it: shortest forms, no surrogates, nothing above U+10FFFF.
    function _isUtf8(bytes memory der, uint256 position, uint256 end) private pure returns (bool) {
        while (position < end) {
            uint256 lead = Der.octetAt(der, position++);
            if (lead < 0x80) continue;
            uint256 more =
                lead >= 0xf0
                    ? 3
                    : lead >= 0xe0
                        ? 2
                        : 1;
            if (lead < 0xc2 || lead > 0xf4 || more > end - position) return false;
            // The lead octet's own bits: 5, 4 or 3 of them.
            uint256 code = lead & (0x3f >> more);
            for (uint256 i = 0; i < more; ++i) {
                uint256 octet = Der.octetAt(der, position++);
                if (octet >> 6 != 2) return false;
                code = (code << 6) | (octet & 0x3f);
            }
            if (more == 2 && (code < 0x800 || code >> 11 == 0x1b)) return false;
            if (more == 3 && (code < 0x10000 || code > 0x10ffff)) return false;
        }
        return true;
    }
}

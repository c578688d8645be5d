// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";
import {DerString} from "./DerString.sol";

/// @title Names (RFC 5280 4.1.2.4)
/// @notice The same as src/pki/x509/name.ts.
library X509Name {
    /// Last arcs of 2.5.4: attribute types whose values are read.
    uint256 internal constant SERIAL_NUMBER = 5;
    uint256 internal constant ORGANIZATION_NAME = 10;

    /// Attribute types 2.5.4.n (bit n) that are DirectoryStrings: CN, surname, L, ST, street, O, OU, title, givenName, pseudonym.
    uint256 private constant DIRECTORY_STRINGS =
        (1 << 3) |
            (1 << 4) |
            (1 << 7) |
            (1 << 8) |
            (1 << 9) |
            (1 << 10) |
            (1 << 11) |
            (1 << 12) |
            (1 << 42) |
            (1 << 65);
    /// serialNumber, C and dnQualifier are PrintableStrings.
    uint256 private constant PRINTABLE_STRINGS = (1 << 5) | (1 << 6) | (1 << 46);
    /// 2.5.4
    uint256 private constant ATTRIBUTE_TYPE = 0x5504;
    /// 0.9.2342.19200300.100.1.25 and 1.2.840.113549.1.9.1: domainComponent and emailAddress are IA5Strings.
    bytes10 private constant DOMAIN_COMPONENT = hex"0992268993f22c640119";
    bytes9 private constant EMAIL_ADDRESS = hex"2a864886f70d010901";

    /// @notice Refuses what is no Name, or an empty one.
    /// @return next After it.
    function check(bytes memory der, uint256 position, uint256 end) internal pure returns (uint256 next) {
        uint256 start;
        (start, next) = Der.enter(der, position, end, Der.SEQUENCE);
        if (start == next) revert IX509.NameRefused(position);
        while (start < next) start = _checkRelativeName(der, start, next);
    }

    /// @notice The AttributeTypeAndValue at `position`, its string checked.
    /// @return arc n of the type 2.5.4.n; 0 for other types.
    /// @return start Of the value's octets.
    /// @return valueEnd After them.
    function attribute(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint256 arc, uint256 start, uint256 valueEnd) {
        (uint256 typeAt, uint256 next) = Der.enter(der, position, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        (uint256 typeStart, uint256 typeEnd) = Der.enter(der, typeAt, next, Der.OBJECT_IDENTIFIER);
        Der.checkObjectIdentifier(der, typeAt, typeStart, typeEnd);
        uint256 types;
        (arc, types) = _typesOf(der, typeStart, typeEnd);
        uint256 tag;
        (tag, start, valueEnd) = Der.header(der, typeEnd, next);
        Der.checkEnd(valueEnd, next);
        DerString.check(der, types, tag, typeEnd, start, valueEnd);
    }

    /// A SET of attributes in ascending order (X.690 11.6), no type twice (X.501 9.3).
    function _checkRelativeName(bytes memory der, uint256 position, uint256 end) private pure returns (uint256 next) {
        uint256 start;
        (start, next) = Der.enter(der, position, end, Der.SET);
        if (start == next) revert IX509.NameRefused(position);
        uint256 previous = start;
        for (uint256 member = start; member < next;) {
            (, uint256 memberEnd) = Der.enter(der, member, next, Der.SEQUENCE);
            attribute(der, member, memberEnd);
            if (member != start && !_precedes(der, previous, member, memberEnd)) revert IX509.NameRefused(member);
            if (_repeatsType(der, start, member, next)) revert IX509.NameRefused(member);
            (previous, member) = (member, memberEnd);
        }
    }

    /// Whether the element at `a`, which ends at `b`, stands before the one from `b` to `end` in a SET OF. Neither is the beginning
    /// of the other: their lengths would differ before.
    function _precedes(bytes memory der, uint256 a, uint256 b, uint256 end) private pure returns (bool) {
        for (uint256 i = 0; a + i < b && b + i < end; ++i) {
            (uint256 left, uint256 right) = (Der.octetAt(der, a + i), Der.octetAt(der, b + i));
            if (left != right) return left < right;
        }
        return false;
    }

    /// Whether a member from `start` on has the attribute type of the one at `member`.
    function _repeatsType(bytes memory der, uint256 start, uint256 member, uint256 end) private pure returns (bool) {
        bytes32 own = _typeHash(der, member, end);
        while (start < member) {
            if (_typeHash(der, start, end) == own) return true;
            (, start) = Der.enter(der, start, end, Der.SEQUENCE);
        }
        return false;
    }

    function _typeHash(bytes memory der, uint256 position, uint256 end) private pure returns (bytes32) {
        (uint256 start, uint256 next) = Der.enter(der, position, end, Der.SEQUENCE);
        (uint256 typeStart, uint256 typeEnd) = Der.enter(der, start, next, Der.OBJECT_IDENTIFIER);
        return Der.hashOf(der, typeStart, typeEnd);
    }

    /// String types that RFC 5280 appendix A gives an attribute type; any to one it does not name.
    function _typesOf(bytes memory der, uint256 start, uint256 end) private pure returns (uint256 arc, uint256 types) {
        uint256 word = Octets.wordAt(der, start);
        if (end - start == 3 && word >> 240 == ATTRIBUTE_TYPE) {
            arc = (word >> 232) & 0xff;
            if ((DIRECTORY_STRINGS >> arc) & 1 == 1) return (arc, DerString.DIRECTORY_STRING);
            if ((PRINTABLE_STRINGS >> arc) & 1 == 1) return (arc, DerString.PRINTABLE);
        } else if (
            (end - start == 10 && Octets.equal(der, start, end, DOMAIN_COMPONENT)) ||
            (end - start == 9 && Octets.equal(der, start, end, EMAIL_ADDRESS))
        ) {
            return (0, DerString.IA5);
        }
        return (arc, DerString.ANY);
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IDer} from "../../interfaces/IDer.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";

/// @title Strings and their repertoires (X.680 clause 41)
/// @notice The same as src/pki/der/string.ts.
library DerString {
    /// Sets of string types: bit t stands for the type with identifier octet t.
    uint256 internal constant DIRECTORY_STRING = (1 << 0x0c) | (1 << 0x13) | (1 << 0x14) | (1 << 0x1c) | (1 << 0x1e);
    uint256 internal constant ANY = DIRECTORY_STRING | (1 << 0x12) | (1 << 0x16) | (1 << 0x1a);
    uint256 internal constant PRINTABLE = 1 << 0x13;
    uint256 internal constant IA5 = 1 << 0x16;

    uint256 private constant NUMERIC_STRING = 0x12;
    uint256 private constant TELETEX_STRING = 0x14;
    uint256 private constant VISIBLE_STRING = 0x1a;
    uint256 private constant UNIVERSAL_STRING = 0x1c;

    /// Sets of octets: bit o stands for octet o.
    uint256 private constant NUMERIC_OCTETS = 0x3ff000100000000;
    uint256 private constant PRINTABLE_OCTETS = 0x7fffffe07fffffea7fffb8100000000;
    uint256 private constant IA5_OCTETS = type(uint128).max;
    uint256 private constant VISIBLE_OCTETS = 0x7fffffffffffffffffffffff00000000;

    /// @notice Refuses a string that is empty or has octets its type does not have.
    /// @param types Those it may be of.
    /// @param tag Its type.
    /// @param position Of the element, for the error.
    function check(
        bytes memory der,
        uint256 types,
        uint256 tag,
        uint256 position,
        uint256 start,
        uint256 end
    ) internal pure {
        if ((types >> tag) & 1 == 0) revert IDer.DerTagRefused(position, tag);
        if (start == end || !_isOfType(der, tag, start, end)) revert IDer.DerStringRefused(position);
    }

    function _isOfType(bytes memory der, uint256 tag, uint256 start, uint256 end) private pure returns (bool) {
        if (tag == Der.UTF8_STRING) return _isUtf8(der, start, end);
        if (tag == Der.PRINTABLE_STRING) return _areIn(der, start, end, PRINTABLE_OCTETS);
        if (tag == Der.IA5_STRING) return _areIn(der, start, end, IA5_OCTETS);
        if (tag == NUMERIC_STRING) return _areIn(der, start, end, NUMERIC_OCTETS);
        if (tag == VISIBLE_STRING) return _areIn(der, start, end, VISIBLE_OCTETS);
        // T.61 shifts between character sets; like everybody else, this reads it as Latin-1.
        if (tag == TELETEX_STRING) return true;
        // What is left is UniversalString, four octets a character, and BMPString, two.
        return _areCharacters(der, start, end, tag == UNIVERSAL_STRING ? 4 : 2);
    }

    function _areIn(bytes memory der, uint256 start, uint256 end, uint256 repertoire) private pure returns (bool) {
        for (uint256 i = start; i < end; ++i) if ((repertoire >> Der.octetAt(der, i)) & 1 == 0) return false;
        return true;
    }

    /// Big-endian code points of `width` octets each, none of them a surrogate.
    function _areCharacters(bytes memory der, uint256 start, uint256 end, uint256 width) private pure returns (bool) {
        if ((end - start) % width != 0) return false;
        for (uint256 i = start; i < end; i += width) {
            if (!_isCharacter(Octets.wordAt(der, i) >> (256 - 8 * width))) return false;
        }
        return true;
    }

    /// RFC 3629 3: the shortest form of each character, nothing above 10FFFF, no surrogates.
    function _isUtf8(bytes memory der, uint256 start, uint256 end) private pure returns (bool) {
        for (uint256 i = start; i < end;) {
            uint256 word = Octets.wordAt(der, i);
            uint256 first = word >> 248;
            if (first < 0x80) {
                ++i;
                continue;
            }
            // Octets of the character, by its first one; C0, C1 and F5 to FF begin none.
            if (first < 0xc2 || first > 0xf4) return false;
            uint256 length =
                first < 0xe0
                    ? 2
                    : first < 0xf0
                        ? 3
                        : 4;
            if (length > end - i) return false;
            uint256 character = first & (0x7f >> length);
            for (uint256 j = 1; j < length; ++j) {
                uint256 octet = (word >> (248 - 8 * j)) & 0xff;
                if (octet >> 6 != 2) return false;
                character = (character << 6) | (octet & 0x3f);
            }
            // Two octets from C2 on cannot be too many; three begin at 800, four at 10000.
            if (length != 2 && character < (length == 3 ? 0x800 : 0x10000)) return false;
            if (!_isCharacter(character)) return false;
            i += length;
        }
        return true;
    }

    function _isCharacter(uint256 character) private pure returns (bool) {
        return character < 0xd800 || (character > 0xdfff && character <= 0x10ffff);
    }
}

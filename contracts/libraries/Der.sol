// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IDer} from "../interfaces/IDer.sol";

/// @title Strict DER by position
/// @notice Reads the encodings of certificates and CRLs where they lie; nothing is copied. Every function is told where it may read to
/// (`end`, exclusive) and gives the position after what it read. It accepts no more than src/pki/der does.
/// Callers keep `end` ≤ `der.length`; with positions below 2^64 no sum here overflows. `tag` is one identifier octet.
library Der {
    uint256 internal constant BOOLEAN = 0x01;
    uint256 internal constant INTEGER = 0x02;
    uint256 internal constant BIT_STRING = 0x03;
    uint256 internal constant OCTET_STRING = 0x04;
    uint256 internal constant OBJECT_IDENTIFIER = 0x06;
    uint256 internal constant ENUMERATED = 0x0a;
    uint256 internal constant UTF8_STRING = 0x0c;
    uint256 internal constant PRINTABLE_STRING = 0x13;
    uint256 internal constant IA5_STRING = 0x16;
    uint256 internal constant UTC_TIME = 0x17;
    uint256 internal constant GENERALIZED_TIME = 0x18;
    uint256 internal constant SEQUENCE = 0x30;
    uint256 internal constant SET = 0x31;

    /// Order of P-256.
    uint256 private constant ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    /// Content octets of the longest serial number and CRL number (RFC 5280 4.1.2.2, 5.2.3).
    uint256 private constant MAX_SERIAL_OCTETS = 20;
    /// An arc of 128 bits.
    uint256 private constant MAX_ARC_OCTETS = 19;

    /// @notice Header of the element at `position`, of any tag below 31.
    /// @return tag Identifier octet.
    /// @return start Of the content.
    /// @return next After the content; the element lies within `end`.
    function header(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint256 tag, uint256 start, uint256 next) {
        unchecked {
            if (position + 2 > end) revert IDer.DerTruncated(position);
            uint256 word = _wordAt(der, position);
            tag = word >> 248;
            if (tag & 0x1f == 0x1f) revert IDer.DerTagRefused(position, tag);
            uint256 length = (word >> 240) & 0xff;
            start = position + 2;
            if (length >= 0x80) {
                uint256 count = length & 0x7f;
                if (count == 0 || count > 4) revert IDer.DerLengthRefused(position);
                start += count;
                if (start > end) revert IDer.DerTruncated(position);
                // 1 <= count <= 4: both shifts stay within the word.
                length = (word << 16) >> (256 - 8 * count);
                if (length < 0x80 || length >> (8 * (count - 1)) == 0) revert IDer.DerLengthRefused(position);
            }
            next = start + length;
            if (next > end) revert IDer.DerTruncated(position);
        }
    }

    /// @notice Header of the element at `position`, which must have `tag`.
    function enter(
        bytes memory der,
        uint256 position,
        uint256 end,
        uint256 tag
    ) internal pure returns (uint256 start, uint256 next) {
        uint256 found;
        (found, start, next) = header(der, position, end);
        if (found != tag) revert IDer.DerTagRefused(position, found);
    }

    /// @notice Whether an element with `tag` begins at `position`.
    function isAt(bytes memory der, uint256 position, uint256 end, uint256 tag) internal pure returns (bool) {
        return position < end && octetAt(der, position) == tag;
    }

    /// @notice To be called where the structure must end.
    function checkEnd(uint256 position, uint256 end) internal pure {
        if (position != end) revert IDer.DerNotAtEnd(position);
    }

    /// @notice The octet at `position` < `der.length`.
    function octetAt(bytes memory der, uint256 position) internal pure returns (uint256) {
        return _wordAt(der, position) >> 248;
    }

    /// @notice keccak256 of the octets from `start` to `next`, `start` ≤ `next` ≤ `der.length`.
    function hashOf(bytes memory der, uint256 start, uint256 next) internal pure returns (bytes32 hash) {
        // Reads only the given octets of `der`.
        assembly ("memory-safe") {
            hash := keccak256(add(add(der, 0x20), start), sub(next, start))
        }
    }

    /// @notice SHA-256 of the octets from `start` to `next`, `start` ≤ `next` ≤ `der.length`.
    function sha256Of(bytes memory der, uint256 start, uint256 next) internal view returns (bytes32 hash) {
        // Reads only the given octets of `der`; the result lies in scratch space. The precompile fails for want of gas alone, and then, as with
        // Solidity's own call of it, nothing goes on: whoever could choose the digest could choose a signature to it.
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), 2, add(add(der, 0x20), start), sub(next, start), 0, 0x20)) {
                revert(0, 0)
            }
            hash := mload(0)
        }
    }

    /// @notice A positive INTEGER of at most 20 octets, so below 2^159: a serial number.
    function serialNumber(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint160 value, uint256 next) {
        (value, next) = unsigned160(der, position, end);
        if (value == 0) revert IDer.DerIntegerRefused(position);
    }

    /// @notice A non-negative INTEGER of at most 20 octets, so below 2^159: a version, a CRL number.
    function unsigned160(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint160 value, uint256 next) {
        uint256 start;
        (start, next) = enter(der, position, end, INTEGER);
        unchecked {
            uint256 length = next - start;
            if (length == 0 || length > MAX_SERIAL_OCTETS) revert IDer.DerIntegerRefused(position);
            uint256 word = _wordAt(der, start);
            if (!_isMinimalUnsigned(word, length)) revert IDer.DerIntegerRefused(position);
            // length <= 20: fits 160 bits.
            value = uint160(word >> (256 - 8 * length));
        }
    }

    /// @notice A BOOLEAN with the value TRUE.
    function trueOnly(bytes memory der, uint256 position, uint256 end) internal pure returns (uint256 next) {
        return trueOnly(der, position, end, BOOLEAN);
    }

    /// @notice As {trueOnly}, of a BOOLEAN tagged implicitly.
    function trueOnly(
        bytes memory der,
        uint256 position,
        uint256 end,
        uint256 tag
    ) internal pure returns (uint256 next) {
        uint256 start;
        (start, next) = enter(der, position, end, tag);
        unchecked {
            if (next - start != 1 || octetAt(der, start) != 0xff) revert IDer.DerBooleanRefused(position);
        }
    }

    /// @notice Time (RFC 5280 4.1.2.5): UTCTime until 2049, GeneralizedTime from 2050 on, in seconds, Z.
    /// @return time UNIX seconds; times before 1970 are refused.
    function readTime(
        bytes memory der,
        uint256 position,
        uint256 end
    ) internal pure returns (uint40 time, uint256 next) {
        uint256 tag;
        uint256 start;
        (tag, start, next) = header(der, position, end);
        unchecked {
            uint256 word = _wordAt(der, start);
            // Seven two-digit numbers, century first, each in 16 bits.
            uint256 digits;
            if (tag == UTC_TIME) {
                if (next - start != 13) revert IDer.DerTimeRefused(position);
                digits = word >> 160;
                if ((word >> 152) & 0xff != 0x5a || !_areDigits(digits, 0x303030303030303030303030))
                    revert IDer.DerTimeRefused(position);
                digits = _pairs(digits);
                digits |= uint256(digits >> 80 < 50 ? 20 : 19) << 96;
            } else if (tag == GENERALIZED_TIME) {
                if (next - start != 15) revert IDer.DerTimeRefused(position);
                digits = word >> 144;
                if ((word >> 136) & 0xff != 0x5a || !_areDigits(digits, 0x3030303030303030303030303030))
                    revert IDer.DerTimeRefused(position);
                digits = _pairs(digits);
                if ((digits >> 96) * 100 + ((digits >> 80) & 0xff) < 2050) revert IDer.DerTimeRefused(position);
            } else {
                revert IDer.DerTagRefused(position, tag);
            }
            return (_unixTime(digits, position), next);
        }
    }

    /// @notice A BIT STRING that ends at `end` and holds an ECDSA-Sig-Value of P-256. s may be high: half of all signatures have it.
    function signature(bytes memory der, uint256 position, uint256 end) internal pure returns (bytes32 r, bytes32 s) {
        unchecked {
            (uint256 start, uint256 next) = enter(der, position, end, BIT_STRING);
            checkEnd(next, end);
            if (start == next || octetAt(der, start) != 0) revert IDer.DerSignatureRefused(position);
            (start, next) = enter(der, start + 1, end, SEQUENCE);
            checkEnd(next, end);
            (r, next) = _scalar(der, start, end);
            (s, next) = _scalar(der, next, end);
            checkEnd(next, end);
        }
    }

    /// @notice Refuses content octets that are no OBJECT IDENTIFIER (X.690 8.19).
    /// @param position Of the element, for the error.
    function checkObjectIdentifier(bytes memory der, uint256 position, uint256 start, uint256 next) internal pure {
        unchecked {
            uint256 arcOctets;
            uint256 last = 0x80;
            for (uint256 i = start; i < next; ++i) {
                bool begins = last < 0x80 || i == start;
                last = octetAt(der, i);
                arcOctets = begins ? 1 : arcOctets + 1;
                if ((begins && last == 0x80) || arcOctets > MAX_ARC_OCTETS)
                    revert IDer.DerObjectIdentifierRefused(position);
            }
            if (last >= 0x80) revert IDer.DerObjectIdentifierRefused(position);
        }
    }

    /// The 32 octets from `position` on. What lies behind the array is never looked at: callers mask it by the length they know.
    function _wordAt(bytes memory der, uint256 position) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(der, 0x20), position))
        }
    }

    /// Whether the first `length` >= 1 octets of `word` are a non-negative INTEGER in its shortest form.
    function _isMinimalUnsigned(uint256 word, uint256 length) private pure returns (bool) {
        // Not negative; and after a zero octet either nothing or an octet that needs it.
        return word >> 255 == 0 && (word >> 248 != 0 || length == 1 || (word >> 247) & 1 == 1);
    }

    /// INTEGER 0 < value < n.
    function _scalar(
        bytes memory der,
        uint256 position,
        uint256 end
    ) private pure returns (bytes32 value, uint256 next) {
        uint256 start;
        (start, next) = enter(der, position, end, INTEGER);
        unchecked {
            uint256 length = next - start;
            if (length == 0 || length > 33) revert IDer.DerSignatureRefused(position);
            uint256 word = _wordAt(der, start);
            // Of 33 octets the first is 0, and the value is the word after it.
            if (!_isMinimalUnsigned(word, length) || (length == 33 && word >> 248 != 0))
                revert IDer.DerSignatureRefused(position);
            word = length == 33 ? _wordAt(der, start + 1) : word >> (256 - 8 * length);
            if (word == 0 || word >= ORDER) revert IDer.DerSignatureRefused(position);
            value = bytes32(word);
        }
    }

    /// Whether every octet of `text` is a decimal digit; `zeros` is as many times "0".
    function _areDigits(uint256 text, uint256 zeros) private pure returns (bool) {
        unchecked {
            // A digit is 0x30 to 0x39: its upper half is 3, and its lower half plus 6 does not carry. zeros / 8 is as many times 6.
            uint256 low = text ^ zeros;
            uint256 upperHalves = zeros * 5;
            return (low | (low + (zeros >> 3))) & upperHalves == 0;
        }
    }

    /// Two digits each to a number in 16 bits. `text` is of an even number of digits.
    function _pairs(uint256 text) private pure returns (uint256) {
        unchecked {
            uint256 tens = (text >> 8) & 0x000f000f000f000f000f000f000f;
            uint256 ones = text & 0x000f000f000f000f000f000f000f;
            return tens * 10 + ones;
        }
    }

    /// UNIX seconds of century, year, month, day, hour, minute and second, 16 bits each.
    function _unixTime(uint256 digits, uint256 position) private pure returns (uint40) {
        unchecked {
            uint256 year = (digits >> 96) * 100 + ((digits >> 80) & 0xff);
            uint256 month = (digits >> 64) & 0xff;
            uint256 day = (digits >> 48) & 0xff;
            uint256 hour = (digits >> 32) & 0xff;
            uint256 minute = (digits >> 16) & 0xff;
            uint256 second = digits & 0xff;
            if (
                year < 1970 ||
                month == 0 ||
                month > 12 ||
                day == 0 ||
                day > _daysOf(year, month) ||
                hour > 23 ||
                minute > 59 ||
                second > 59
            ) revert IDer.DerTimeRefused(position);
            // Years that begin in March end with the leap day; 719,468 days lie between 0000-03-01 and 1970-01-01.
            uint256 shifted = month > 2 ? month - 3 : month + 9;
            if (month <= 2) --year;
            uint256 day0 = year * 365 + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 719_469;
            // Until the year 9999: below 2^38.
            return uint40(((day0 * 24 + hour) * 60 + minute) * 60 + second);
        }
    }

    /// Days of a month of the Gregorian calendar.
    function _daysOf(uint256 year, uint256 month) private pure returns (uint256) {
        unchecked {
            // 31 in odd months until July, in even ones from August on.
            if (month != 2) return 30 + ((month + (month >> 3)) & 1);
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
    }
}

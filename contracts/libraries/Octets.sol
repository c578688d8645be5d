// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title Octets of an array where they lie
library Octets {
    /// Octets that fit one field element with room to spare.
    uint256 private constant CHUNK = 31;

    /// @notice The 32 octets from `position` on. What lies behind the array is of no value: callers know the length.
    function wordAt(bytes memory octets, uint256 position) internal pure returns (uint256 word) {
        // Reads memory only.
        assembly ("memory-safe") {
            word := mload(add(add(octets, 0x20), position))
        }
    }

    /// @notice The octets from `start` to `end`, at most the first 31, big-endian, left aligned in 31 octets; 0 when there are none.
    function chunk(bytes memory octets, uint256 start, uint256 end) internal pure returns (uint256) {
        if (start >= end) return 0;
        uint256 length = end - start < CHUNK ? end - start : CHUNK;
        // 1 <= length <= 31: both shifts stay within the word.
        return (wordAt(octets, start) >> (256 - 8 * length)) << (8 * (CHUNK - length));
    }

    /// @notice Whether the octets from `start` to `end`, 1 to 32 of them, are the first ones of `word`.
    function equal(bytes memory octets, uint256 start, uint256 end, bytes32 word) internal pure returns (bool) {
        uint256 length = end - start;
        return wordAt(octets, start) >> (256 - 8 * length) == uint256(word) >> (256 - 8 * length);
    }
}

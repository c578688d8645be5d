// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";

/// @title Extensions (RFC 5280 4.1.2.9, 4.2)
library X509Extensions {
    /// Where the value of an extension stands; `start` = 0 where the certificate does not have it.
    struct Value {
        uint256 start;
        uint256 end;
        bool isCritical;
    }

    /// The extensions that are read: last arcs of 2.5.29, less {FIRST}.
    uint256 internal constant SUBJECT_KEY_IDENTIFIER = 14 - FIRST;
    uint256 internal constant KEY_USAGE = 15 - FIRST;
    uint256 internal constant SUBJECT_ALT_NAME = 17 - FIRST;
    uint256 internal constant BASIC_CONSTRAINTS = 19 - FIRST;
    uint256 internal constant NAME_CONSTRAINTS = 30 - FIRST;
    uint256 internal constant DISTRIBUTION_POINTS = 31 - FIRST;
    uint256 internal constant POLICIES = 32 - FIRST;
    uint256 internal constant AUTHORITY_KEY_IDENTIFIER = 35 - FIRST;
    uint256 internal constant EXT_KEY_USAGE = 37 - FIRST;
    uint256 internal constant FIRST = 14;
    uint256 internal constant COUNT = 24;

    /// Bit n: extension n is read.
    uint256 private constant READ =
        (1 << SUBJECT_KEY_IDENTIFIER) |
            (1 << KEY_USAGE) |
            (1 << SUBJECT_ALT_NAME) |
            (1 << BASIC_CONSTRAINTS) |
            (1 << NAME_CONSTRAINTS) |
            (1 << DISTRIBUTION_POINTS) |
            (1 << POLICIES) |
            (1 << AUTHORITY_KEY_IDENTIFIER) |
            (1 << EXT_KEY_USAGE);
    /// 2.5.29
    uint256 private constant CERTIFICATE_EXTENSION = 0x551d;
    /// As many as the circuit takes.
    uint256 private constant MAX_EXTENSIONS = 12;

    /// @notice Walks `[3] EXPLICIT Extensions` at `position`, which must end at `end`: none stands there twice, none that is critical is
    /// not read.
    /// @return values {COUNT} of them, by index.
    function read(
        bytes memory der,
        uint256 position,
        uint256 end,
        uint256 tag
    ) internal pure returns (Value[] memory values) {
        (uint256 start, uint256 next) = Der.enter(der, position, end, tag);
        Der.checkEnd(next, end);
        (start, next) = Der.enter(der, start, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        if (start == end) revert IX509.ExtensionCountRefused(position);

        values = new Value[](COUNT);
        bytes32[MAX_EXTENSIONS] memory seen;
        for (uint256 i = 0; start < end; ++i) {
            if (i == MAX_EXTENSIONS) revert IX509.ExtensionCountRefused(start);
            (uint256 index, bytes32 identifier, Value memory value, uint256 extensionEnd) = _extension(der, start, end);
            for (uint256 j = 0; j < i; ++j) if (seen[j] == identifier) revert IX509.ExtensionRepeated(start);
            seen[i] = identifier;
            if (index != COUNT) values[index] = value;
            else if (value.isCritical) revert IX509.ExtensionNotUnderstood(start);
            start = extensionEnd;
        }
    }

    /// @return index Its place among those that are read, or {COUNT}.
    /// @return identifier Hash of its extnID.
    function _extension(
        bytes memory der,
        uint256 position,
        uint256 end
    ) private pure returns (uint256 index, bytes32 identifier, Value memory value, uint256 extensionEnd) {
        uint256 start;
        uint256 next;
        (start, extensionEnd) = Der.enter(der, position, end, Der.SEQUENCE);
        (uint256 content, uint256 identifierEnd) = Der.enter(der, start, extensionEnd, Der.OBJECT_IDENTIFIER);
        Der.checkObjectIdentifier(der, start, content, identifierEnd);
        identifier = Der.hashOf(der, content, identifierEnd);
        index = _indexOf(der, content, identifierEnd);
        next = identifierEnd;
        if (Der.isAt(der, next, extensionEnd, Der.BOOLEAN)) {
            value.isCritical = true;
            next = Der.trueOnly(der, next, extensionEnd);
        }
        (value.start, value.end) = Der.enter(der, next, extensionEnd, Der.OCTET_STRING);
        Der.checkEnd(value.end, extensionEnd);
    }

    function _indexOf(bytes memory der, uint256 start, uint256 end) private pure returns (uint256) {
        uint256 word = Octets.wordAt(der, start);
        if (end - start != 3 || word >> 240 != CERTIFICATE_EXTENSION) return COUNT;
        uint256 arc = (word >> 232) & 0xff;
        return arc >= FIRST && (READ >> (arc - FIRST)) & 1 == 1 ? arc - FIRST : COUNT;
    }
}

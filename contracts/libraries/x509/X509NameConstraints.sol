// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IX509} from "../../interfaces/IX509.sol";
import {Der} from "../Der.sol";
import {Octets} from "../Octets.sol";
import {Values} from "../Values.sol";
import {X509Name} from "./X509Name.sol";

/// @title nameConstraints of an EUM (RFC 5280 4.2.1.10, SGP.22 4.5.2.1.0.2)
library X509NameConstraints {
    /// permittedSubtrees [0], and the alternative directoryName [4] of a subtree's base.
    uint256 private constant PERMITTED = 0xa0;
    uint256 private constant DIRECTORY_NAME = 0xa4;
    uint256 private constant MAX_SUBTREES = 4;
    uint256 private constant MAX_ORGANIZATION_OCTETS = 64;
    uint256 private constant MAX_PREFIX_DIGITS = 32;

    /// @notice Digests the value from `start` to `end`: permitted subtrees only, each of one organizationName, the same in all, and one
    /// serialNumber, an EID prefix.
    /// @return The value `constraint`.
    function digest(bytes memory der, uint256 start, uint256 end) internal pure returns (uint256) {
        (uint256 position, uint256 next) = Der.enter(der, start, end, Der.SEQUENCE);
        Der.checkEnd(next, end);
        (position, next) = Der.enter(der, position, end, PERMITTED);
        Der.checkEnd(next, end);
        if (position == end) revert IX509.NameConstraintsRefused(start);

        uint256 organizationHash = 0;
        uint256[4] memory prefixes;
        for (uint256 i = 0; position < end; ++i) {
            if (i == MAX_SUBTREES) revert IX509.NameConstraintsRefused(position);
            uint256 own;
            (own, prefixes[i], next) = _subtree(der, position, end);
            if (i != 0 && own != organizationHash) revert IX509.NameConstraintsRefused(position);
            (organizationHash, position) = (own, next);
        }
        return Values.constraint(organizationHash, Values.prefixList(prefixes));
    }

    /// GeneralSubtree without minimum and maximum: a directoryName of two RDNs of one attribute each, in either order.
    function _subtree(
        bytes memory der,
        uint256 position,
        uint256 end
    ) private pure returns (uint256 organizationHash, uint256 prefix, uint256 subtreeEnd) {
        uint256 content;
        uint256 next;
        (content, subtreeEnd) = Der.enter(der, position, end, Der.SEQUENCE);
        (content, next) = Der.enter(der, content, subtreeEnd, DIRECTORY_NAME);
        Der.checkEnd(next, subtreeEnd);
        (content, next) = Der.enter(der, content, subtreeEnd, Der.SEQUENCE);
        Der.checkEnd(next, subtreeEnd);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 relativeName;
            (relativeName, next) = Der.enter(der, content, subtreeEnd, Der.SET);
            (uint256 arc, uint256 start, uint256 valueEnd) = X509Name.attribute(der, relativeName, next);
            if (arc == X509Name.ORGANIZATION_NAME && organizationHash == 0) {
                organizationHash = _organizationHash(der, position, start, valueEnd);
            } else if (arc == X509Name.SERIAL_NUMBER && prefix == 0) {
                prefix = _prefix(der, position, start, valueEnd);
            } else {
                revert IX509.NameConstraintsRefused(position);
            }
            content = next;
        }
        Der.checkEnd(content, subtreeEnd);
    }

    function _organizationHash(
        bytes memory der,
        uint256 position,
        uint256 start,
        uint256 end
    ) private pure returns (uint256) {
        if (end - start > MAX_ORGANIZATION_OCTETS) revert IX509.NameConstraintsRefused(position);
        uint256[3] memory chunks = [
            Octets.chunk(der, start, end),
            Octets.chunk(der, start + 31, end),
            Octets.chunk(der, start + 62, end)
        ];
        return Values.organizationHash(end - start, chunks);
    }

    /// An EID prefix of 1 to 32 digits: their number · 2^128 + their decimal value.
    function _prefix(bytes memory der, uint256 position, uint256 start, uint256 end) private pure returns (uint256) {
        if (end - start > MAX_PREFIX_DIGITS) revert IX509.NameConstraintsRefused(position);
        uint256 value = 0;
        for (uint256 i = start; i < end; ++i) {
            uint256 octet = Der.octetAt(der, i);
            if (octet < 0x30 || octet > 0x39) revert IX509.NameConstraintsRefused(position);
            value = value * 10 + octet - 0x30;
        }
        return ((end - start) << 128) | value;
    }
}

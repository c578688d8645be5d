// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {PoseidonValues} from "../poseidon/PoseidonValues.sol";
import {Role} from "../interfaces/ICertificateRegistry.sol";

/// @title The protocol's values (docs/PROTOCOL.md, "Values")
/// @notice The same as src/zk/values.ts and circuits/lib/values.circom. Callers check that inputs are field elements.
library Values {
    uint256 private constant KEY_HASH = 1;
    uint256 private constant REV_KEY = 2;
    uint256 private constant ANCHOR_REV_KEY = 3;
    uint256 private constant CA_LEAF = 4;
    uint256 private constant CONSTRAINT = 5;
    uint256 private constant SERVER_LEAF = 6;
    uint256 private constant INDEXED_LEAF = 19;
    uint256 private constant ORGANIZATION_HASH = 20;
    uint256 private constant PREFIX_LIST = 21;
    uint256 private constant RID_HASH = 22;

    /// @param x Affine coordinate on P-256, canonical.
    /// @param y See `x`.
    function keyHash(uint256 x, uint256 y) internal pure returns (uint256) {
        return PoseidonValues.hash(KEY_HASH, x >> 128, uint128(x), y >> 128, uint128(y));
    }

    /// @notice Names a certificate for revocation.
    function revKey(uint256 issuerKeyHash, uint160 serialNumber) internal pure returns (uint256) {
        return PoseidonValues.hash(REV_KEY, issuerKeyHash, serialNumber);
    }

    /// @notice Names an anchor for removal.
    function anchorRevKey(uint256 anchorKeyHash, uint256 anchorId) internal pure returns (uint256) {
        return PoseidonValues.hash(ANCHOR_REV_KEY, anchorKeyHash, anchorId);
    }

    /// @notice role · 2^48 + flags · 2^40 + notAfter.
    function meta(Role role, uint8 flags, uint40 notAfter) internal pure returns (uint256) {
        return (uint256(role) << 48) | (uint256(flags) << 40) | notAfter;
    }

    function caLeaf(
        uint256 ownKeyHash,
        uint256 ownMeta,
        uint256 ownRevKey,
        uint256 constraint
    ) internal pure returns (uint256) {
        return PoseidonValues.hash(CA_LEAF, ownKeyHash, ownMeta, ownRevKey, constraint);
    }

    function serverLeaf(
        uint256 ownKeyHash,
        uint256 ownMeta,
        uint256 ownRevKey,
        uint256 ridHash
    ) internal pure returns (uint256) {
        return PoseidonValues.hash(SERVER_LEAF, ownKeyHash, ownMeta, ownRevKey, ridHash);
    }

    /// @notice Leaf of the indexed revocation tree.
    function indexedLeaf(uint256 value, uint256 next) internal pure returns (uint256) {
        return PoseidonValues.hash(INDEXED_LEAF, value, next);
    }

    /// @notice Hash of an organizationName's value octets, 1 to 64.
    /// @param length Number of octets.
    /// @param chunks The octets, big-endian, 31 a chunk, left aligned in 31 octets and padded with zeros.
    function organizationHash(uint256 length, uint256[3] memory chunks) internal pure returns (uint256) {
        return PoseidonValues.hash(ORGANIZATION_HASH, length, chunks[0], chunks[1], chunks[2]);
    }

    /// @param prefixes EID prefixes, each its number of digits · 2^128 + its decimal value; 0 for what is not there.
    function prefixList(uint256[4] memory prefixes) internal pure returns (uint256) {
        return PoseidonValues.hash(PREFIX_LIST, prefixes[0], prefixes[1], prefixes[2], prefixes[3]);
    }

    /// @notice What an EUM may name in its eUICCs' subjects.
    function constraint(uint256 ownOrganizationHash, uint256 ownPrefixList) internal pure returns (uint256) {
        return PoseidonValues.hash(CONSTRAINT, ownOrganizationHash, ownPrefixList);
    }

    /// @notice Hash of a registeredID's content octets, 1 to 31.
    /// @param length Number of octets.
    /// @param chunk The octets, big-endian, left aligned in 31 octets and padded with zeros.
    function ridHash(uint256 length, uint256 chunk) internal pure returns (uint256) {
        return PoseidonValues.hash(RID_HASH, length, chunk);
    }

    /// @notice Id of a CA's or server's record: 128 bits of a hash, so that the id of another certificate cannot be met (2^128 trials); an
    /// issuer who makes two of its own certificates share one id (2^64 trials) merely makes them stand and fall together.
    /// Not made of the revKey: lists name certificates by the thousand, and Poseidon costs 20,000 gas.
    function recordId(uint256 issuerKeyHash, uint160 serialNumber) internal pure returns (uint128 id) {
        // Scratch space; truncation is meant.
        assembly ("memory-safe") {
            mstore(0, issuerKeyHash)
            mstore(0x20, and(serialNumber, 0xffffffffffffffffffffffffffffffffffffffff))
            id := and(keccak256(0, 0x40), 0xffffffffffffffffffffffffffffffff)
        }
    }

    /// @notice Id of an anchor's record: no serial number leads to it.
    function anchorRecordId(uint256 ownRevKey) internal pure returns (uint128) {
        // Truncation is meant.
        return uint128(ownRevKey);
    }
}

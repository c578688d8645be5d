// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {PoseidonNodes} from "../poseidon/PoseidonNodes.sol";
import {ITrees} from "../interfaces/ITrees.sol";
import {Field} from "./Field.sol";

/// @title Lean incremental Merkle tree with stored nodes
/// @notice The tree of @zk-kit/lean-imt: as deep as its size needs; a node without a right sibling passes up unhashed. Every hashed
/// node is stored, so that a leaf can be replaced in place without anybody's help and a prover reads paths from the chain.
/// A node that passes up is not stored; {node} finds it below.
library LeanTree {
    /// @param nodes Keyed by level · 2^32 + index; level 0 holds the leaves.
    /// @param size Number of leaves.
    /// @param epoch Kept here, in one slot with the size, for {RootHistory}.
    struct Tree {
        mapping(uint256 key => uint256 value) nodes;
        uint32 size;
        uint64 epoch;
    }

    /// @notice Pays in advance for the storage of the first `places` leaves (a power of 2) and the nodes above them: to write where
    /// something is written already costs 5,000 gas instead of 22,100. What is in the reserved nodes is never read: the size rules.
    function reserve(Tree storage tree, uint256 places) internal {
        for (uint256 level = 0; places >> level != 0; ++level) {
            for (uint256 i = 0; i < places >> level; ++i) tree.nodes[_key(level, i)] = 1;
        }
    }

    /// @notice Appends a leaf. Reverts with {ITrees.TreeFull}, {ITrees.NotInField} for 0 and for what is no field element.
    function insert(Tree storage tree, uint256 leaf, uint256 maxDepth) internal returns (uint256 index) {
        Field.checkNonZero(leaf);
        index = tree.size;
        if (index >> maxDepth != 0) revert ITrees.TreeFull(maxDepth);
        // index < 2^maxDepth <= 2^24
        tree.size = uint32(index + 1);
        tree.nodes[index] = leaf;

        uint256 value = leaf;
        uint256 position = index;
        for (uint256 level = 0; position != 0; ++level) {
            if (position & 1 == 1) {
                // The left sibling of the newest node is complete, hence stored.
                value = PoseidonNodes.hash(tree.nodes[_key(level, position - 1)], value);
                tree.nodes[_key(level + 1, position >> 1)] = value;
            }
            position >>= 1;
        }
    }

    /// @notice Replaces the leaf at `index`; 0 removes it. Reverts with {ITrees.IndexOutOfRange}, {ITrees.NotInField}.
    function update(Tree storage tree, uint256 index, uint256 leaf) internal {
        Field.check(leaf);
        uint256 size = tree.size;
        if (index >= size) revert ITrees.IndexOutOfRange(index, size);
        tree.nodes[index] = leaf;

        uint256 value = leaf;
        uint256 position = index;
        uint256 last = size - 1;
        for (uint256 level = 0; last != 0; ++level) {
            if (position & 1 == 1) {
                value = PoseidonNodes.hash(tree.nodes[_key(level, position - 1)], value);
                tree.nodes[_key(level + 1, position >> 1)] = value;
            } else if (position < last) {
                value = PoseidonNodes.hash(value, node(tree, level, position + 1));
                tree.nodes[_key(level + 1, position >> 1)] = value;
            }
            position >>= 1;
            last >>= 1;
        }
    }

    /// @notice 0 for an empty tree.
    function root(Tree storage tree) internal view returns (uint256) {
        uint256 size = tree.size;
        return size == 0 ? 0 : node(tree, depth(size), 0);
    }

    /// @notice Smallest d with 2^d >= size, for size >= 1.
    function depth(uint256 size) internal pure returns (uint256 levels) {
        for (uint256 last = size - 1; last != 0; last >>= 1) ++levels;
    }

    /// @notice The node at `level` and `index`, which must exist: index <= (size - 1) >> level.
    function node(Tree storage tree, uint256 level, uint256 index) internal view returns (uint256) {
        uint256 size = tree.size;
        // Without a leaf in its right half the node is its left child, passed up.
        while (level != 0 && ((2 * index + 1) << (level - 1)) >= size) {
            --level;
            index *= 2;
        }
        return tree.nodes[_key(level, index)];
    }

    /// @notice Nodes `from` to `from + count - 1` of a level, as far as they exist.
    function slice(
        Tree storage tree,
        uint256 level,
        uint256 from,
        uint256 count
    ) internal view returns (uint256[] memory values) {
        uint256 size = tree.size;
        // Nodes of this level; above the root there are none.
        uint256 width = size == 0 || level > depth(size) ? 0 : ((size - 1) >> level) + 1;
        if (from > width) from = width;
        if (count > width - from) count = width - from;
        values = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) values[i] = node(tree, level, from + i);
    }

    function _key(uint256 level, uint256 index) private pure returns (uint256) {
        return (level << 32) | index;
    }
}

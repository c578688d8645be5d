// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {ITrees} from "../interfaces/ITrees.sol";
import {Field} from "./Field.sol";
import {LeanTree} from "./LeanTree.sol";
import {Values} from "./Values.sol";

/// @title Indexed Merkle tree
/// @notice A sorted linked list whose elements (value, next) are the leaves of a {LeanTree}: a value is absent exactly when some leaf
/// has value < it < next, or value < it and no next. It begins with the leaf (0, 0).
library IndexedTree {
    using LeanTree for LeanTree.Tree;

    struct Tree {
        LeanTree.Tree nodes;
        mapping(uint256 index => IRevocationRegistry.IndexedLeaf leaf) leaves;
    }

    /// @notice Puts in the first leaf (0, 0). Once, at construction.
    function initialize(Tree storage tree, uint256 maxDepth) internal {
        tree.nodes.insert(Values.indexedLeaf(0, 0), maxDepth);
    }

    /// @notice Inserts `value` after the leaf at `lowIndex`.
    /// Reverts with {ITrees.NotInField} (also 0), {ITrees.IndexOutOfRange}, {ITrees.LowLeafMismatch}, {ITrees.TreeFull}.
    function insert(
        Tree storage tree,
        uint256 value,
        uint256 lowIndex,
        uint256 maxDepth
    ) internal returns (uint256 index) {
        Field.checkNonZero(value);
        uint256 size = tree.nodes.size;
        if (lowIndex >= size) revert ITrees.IndexOutOfRange(lowIndex, size);
        IRevocationRegistry.IndexedLeaf storage low = tree.leaves[lowIndex];
        (uint256 lowValue, uint256 next) = (low.value, low.next);
        if (lowValue >= value || (next != 0 && value >= next)) {
            revert ITrees.LowLeafMismatch(value, lowIndex, lowValue, next);
        }
        low.next = value;
        tree.nodes.update(lowIndex, Values.indexedLeaf(lowValue, value));
        index = tree.nodes.insert(Values.indexedLeaf(value, next), maxDepth);
        tree.leaves[index] = IRevocationRegistry.IndexedLeaf(value, next);
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICertificateRegistry} from "../interfaces/ICertificateRegistry.sol";
import {Field} from "../libraries/Field.sol";
import {LeanTree} from "../libraries/LeanTree.sol";
import {RootHistory} from "../libraries/RootHistory.sol";
import {CHIP_TREE_DEPTH, REVOKE_WINDOW, ROOT_WINDOW} from "../libraries/Limits.sol";

/// @title The tree of chips' leaves and their entries by nullifier
abstract contract ChipTree is ICertificateRegistry {
    using LeanTree for LeanTree.Tree;
    using RootHistory for RootHistory.History;

    LeanTree.Tree private _chipTree;
    RootHistory.History private _chipHistory;
    mapping(uint256 nullifier => Chip) private _chips;

    /// @inheritdoc ICertificateRegistry
    function chip(uint256 nullifier) external view returns (Chip memory entry, uint256 leaf) {
        entry = _chips[nullifier];
        if (entry.generation != 0) leaf = _chipTree.node(0, entry.index);
    }

    /// @inheritdoc ICertificateRegistry
    function chipRoot() external view returns (uint256) {
        return _chipTree.root();
    }

    /// @inheritdoc ICertificateRegistry
    function isRecentChipRoot(uint256 root) external view returns (bool) {
        return _chipHistory.isRecent(_chipTree, root, ROOT_WINDOW, REVOKE_WINDOW);
    }

    /// @inheritdoc ICertificateRegistry
    function chipTreeSize() external view returns (uint256) {
        return _chipTree.size;
    }

    /// @inheritdoc ICertificateRegistry
    function chipNodes(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory) {
        return _chipTree.slice(level, from, count);
    }

    function _chip(uint256 nullifier) internal view returns (Chip memory) {
        return _chips[nullifier];
    }

    function _chipLeaf(uint256 index) internal view returns (uint256) {
        return _chipTree.node(0, index);
    }

    function _insertChip(uint256 nullifier, uint256 leaf) internal {
        _chipHistory.supersede(_chipTree);
        uint256 index = _chipTree.insert(leaf, CHIP_TREE_DEPTH);
        Chip storage entry = _chips[nullifier];
        // index < 2^CHIP_TREE_DEPTH = 2^24
        entry.index = uint32(index);
        entry.generation = 1;
        entry.signableFrom = _blockNumber();
        emit ChipRegistered(nullifier, leaf, index);
    }

    function _setPending(uint256 nullifier, uint256 leaf, uint40 pendingFrom) internal {
        Field.checkNonZero(leaf);
        Chip storage entry = _chips[nullifier];
        entry.pendingFrom = pendingFrom;
        entry.pendingLeaf = leaf;
    }

    function _veto(uint256 nullifier) internal {
        Chip storage entry = _chips[nullifier];
        entry.pendingFrom = 0;
        entry.pendingLeaf = 0;
        ++entry.vetoes;
        entry.signableFrom = _blockNumber();
    }

    /// Puts the pending leaf into the place of the present one. Proofs of the old one are good for the short window only.
    function _supersede(uint256 nullifier) internal {
        Chip storage entry = _chips[nullifier];
        uint256 oldRoot = _chipTree.root();
        _chipTree.update(entry.index, entry.pendingLeaf);
        _chipHistory.bump(_chipTree, oldRoot);
        ++entry.generation;
        entry.pendingFrom = 0;
        entry.pendingLeaf = 0;
        entry.vetoes = 0;
        entry.signableFrom = _blockNumber();
    }

    function _blockNumber() private view returns (uint40) {
        // block.number < 2^40 for 3,000 years at ten blocks a second
        return uint40(block.number);
    }
}

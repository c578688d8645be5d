// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {ICertificateRegistry} from "../interfaces/ICertificateRegistry.sol";
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

    function _isRegistered(uint256 nullifier) internal view returns (bool) {
        return _chips[nullifier].generation != 0;
    }

    function _insertChip(uint256 nullifier, uint256 leaf) internal returns (uint256 index) {
        _chipHistory.supersede(_chipTree);
        index = _chipTree.insert(leaf, CHIP_TREE_DEPTH);
        Chip storage entry = _chips[nullifier];
        // index < 2^CHIP_TREE_DEPTH = 2^24
        entry.index = uint32(index);
        entry.generation = 1;
        emit ChipRegistered(nullifier, leaf, index);
    }
}

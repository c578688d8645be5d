// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Role} from "../interfaces/ICertificateRegistry.sol";
import {IndexedTree} from "../libraries/IndexedTree.sol";
import {LeanTree} from "../libraries/LeanTree.sol";
import {RootHistory} from "../libraries/RootHistory.sol";
import {Values} from "../libraries/Values.sol";

/// @title Opens {LeanTree} to tests
contract LeanTreeHarness {
    using LeanTree for LeanTree.Tree;

    LeanTree.Tree private _tree;

    function reserve(uint256 places) external {
        _tree.reserve(places);
    }

    function insert(uint256 leaf, uint256 maxDepth) external returns (uint256) {
        return _tree.insert(leaf, maxDepth);
    }

    function update(uint256 index, uint256 leaf) external {
        _tree.update(index, leaf);
    }

    function root() external view returns (uint256) {
        return _tree.root();
    }

    function slice(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory) {
        return _tree.slice(level, from, count);
    }
}

/// @title Opens {IndexedTree} to tests
contract IndexedTreeHarness {
    using IndexedTree for IndexedTree.Tree;
    using LeanTree for LeanTree.Tree;

    IndexedTree.Tree private _tree;

    constructor(uint256 maxDepth) {
        _tree.initialize(maxDepth);
    }

    function insert(uint256 value, uint256 lowIndex, uint256 maxDepth) external returns (uint256) {
        return _tree.insert(value, lowIndex, maxDepth);
    }

    function root() external view returns (uint256) {
        return _tree.nodes.root();
    }
}

/// @title Opens {RootHistory} to tests
contract RootHistoryHarness {
    using LeanTree for LeanTree.Tree;
    using RootHistory for RootHistory.History;

    /// A tree of one leaf, which is its root.
    LeanTree.Tree private _tree;
    RootHistory.History private _history;

    function set(uint256 root) external {
        _history.supersede(_tree);
        _replace(root);
    }

    function bump(uint256 root) external {
        uint256 oldRoot = _tree.root();
        _replace(root);
        _history.bump(_tree, oldRoot);
    }

    function isRecent(uint256 root, uint256 window, uint256 bumpWindow) external view returns (bool) {
        return _history.isRecent(_tree, root, window, bumpWindow);
    }

    function _replace(uint256 root) private {
        if (_tree.size == 0) _tree.insert(root, 0);
        else _tree.update(0, root);
    }
}

/// @title Opens {Values} to tests
contract ValuesHarness {
    function keyHash(uint256 x, uint256 y) external pure returns (uint256) {
        return Values.keyHash(x, y);
    }

    function revKey(uint256 issuerKeyHash, uint160 serialNumber) external pure returns (uint256) {
        return Values.revKey(issuerKeyHash, serialNumber);
    }

    function anchorRevKey(uint256 anchorKeyHash, uint256 anchorId) external pure returns (uint256) {
        return Values.anchorRevKey(anchorKeyHash, anchorId);
    }

    function recordId(uint256 issuerKeyHash, uint160 serialNumber) external pure returns (uint128) {
        return Values.recordId(issuerKeyHash, serialNumber);
    }

    function meta(Role role, uint8 flags, uint40 notAfter) external pure returns (uint256) {
        return Values.meta(role, flags, notAfter);
    }

    function caLeaf(uint256 key, uint256 ownMeta, uint256 rev, uint256 constraint) external pure returns (uint256) {
        return Values.caLeaf(key, ownMeta, rev, constraint);
    }

    function serverLeaf(uint256 key, uint256 ownMeta, uint256 rev, uint256 ridHash) external pure returns (uint256) {
        return Values.serverLeaf(key, ownMeta, rev, ridHash);
    }

    function indexedLeaf(uint256 value, uint256 next) external pure returns (uint256) {
        return Values.indexedLeaf(value, next);
    }

    function organizationHash(uint256 length, uint256[3] calldata chunks) external pure returns (uint256) {
        return Values.organizationHash(length, chunks);
    }

    function prefixList(uint256[4] calldata prefixes) external pure returns (uint256) {
        return Values.prefixList(prefixes);
    }

    function constraint(uint256 organizationHash_, uint256 prefixList_) external pure returns (uint256) {
        return Values.constraint(organizationHash_, prefixList_);
    }

    function ridHash(uint256 length, uint256 chunk) external pure returns (uint256) {
        return Values.ridHash(length, chunk);
    }
}

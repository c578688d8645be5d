// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertificateRegistry} from "../interfaces/ICertificateRegistry.sol";
import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {Field} from "../libraries/Field.sol";
import {IndexedTree} from "../libraries/IndexedTree.sol";
import {LeanTree} from "../libraries/LeanTree.sol";
import {RootHistory} from "../libraries/RootHistory.sol";
import {REVOKE_WINDOW, REV_TREE_DEPTH, ROOT_WINDOW} from "../libraries/Limits.sol";

/// @title Revocations by issuer and serial number
contract RevocationRegistry is IRevocationRegistry, AccessManaged {
    using IndexedTree for IndexedTree.Tree;
    using LeanTree for LeanTree.Tree;
    using RootHistory for RootHistory.History;

    /// @inheritdoc IRevocationRegistry
    uint256 public constant MAX_BATCH = 16;

    /// @inheritdoc IRevocationRegistry
    ICertificateRegistry public certificates;

    /// @inheritdoc IRevocationRegistry
    mapping(uint256 revKey => uint40 time) public certificateRevokedAt;

    /// @inheritdoc IRevocationRegistry
    mapping(uint256 revKey => uint40 time) public chipRevokedAt;

    IndexedTree.Tree private _tree;
    RootHistory.History private _history;

    constructor(address manager) AccessManaged(manager) {
        _tree.initialize(REV_TREE_DEPTH);
    }

    /// @inheritdoc IRevocationRegistry
    function setCertificates(ICertificateRegistry registry) external restricted {
        if (address(certificates) != address(0)) revert CertificatesAlreadySet(certificates);
        if (address(registry.revocations()) != address(this)) revert NotOurRegistry(registry);
        certificates = registry;
        emit CertificatesSet(registry);
    }

    /// @inheritdoc IRevocationRegistry
    function revokeCertificates(uint256[] calldata revKeys) external restricted {
        if (address(certificates) == address(0)) revert CertificatesNotSet();
        _checkBatch(revKeys.length);
        for (uint256 i = 0; i < revKeys.length; ++i) {
            Field.checkNonZero(revKeys[i]);
            _mark(certificateRevokedAt, revKeys[i]);
            emit CertificateRevoked(revKeys[i]);
        }
        certificates.markRevoked(revKeys);
    }

    /// @inheritdoc IRevocationRegistry
    function revokeChips(uint256[] calldata revKeys, uint256[] calldata lowIndexes) external restricted {
        _checkBatch(revKeys.length);
        if (revKeys.length != lowIndexes.length) revert HintCount(revKeys.length, lowIndexes.length);
        // Roots between the elements of a batch are never current outside this call, so they need no history.
        uint256 oldRoot = revRoot();
        for (uint256 i = 0; i < revKeys.length; ++i) {
            _mark(chipRevokedAt, revKeys[i]);
            emit ChipRevoked(revKeys[i], _tree.insert(revKeys[i], lowIndexes[i], REV_TREE_DEPTH));
        }
        _history.bump(_tree.nodes, oldRoot);
    }

    /// @inheritdoc IRevocationRegistry
    function revRoot() public view returns (uint256) {
        return _tree.nodes.root();
    }

    /// @inheritdoc IRevocationRegistry
    function isRecentRevRoot(uint256 root) external view returns (bool) {
        return _history.isRecent(_tree.nodes, root, ROOT_WINDOW, REVOKE_WINDOW);
    }

    /// @inheritdoc IRevocationRegistry
    function revTreeSize() external view returns (uint256) {
        return _tree.nodes.size;
    }

    /// @inheritdoc IRevocationRegistry
    function revLeaves(uint256 from, uint256 count) external view returns (IndexedLeaf[] memory leaves) {
        uint256 size = _tree.nodes.size;
        if (from > size) from = size;
        if (count > size - from) count = size - from;
        leaves = new IndexedLeaf[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = _tree.leaves[from + i];
    }

    /// @inheritdoc IRevocationRegistry
    function revNodes(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory) {
        return _tree.nodes.slice(level, from, count);
    }

    function _mark(mapping(uint256 revKey => uint40 time) storage revokedAt, uint256 revKey) private {
        if (revokedAt[revKey] != 0) revert AlreadyRevoked(revKey);
        // block.timestamp < 2^40 until the year 36812
        revokedAt[revKey] = uint40(block.timestamp);
    }

    function _checkBatch(uint256 count) private pure {
        if (count == 0 || count > MAX_BATCH) revert BatchSize(count, MAX_BATCH);
    }
}

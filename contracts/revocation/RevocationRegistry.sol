// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertificateRegistry} from "../interfaces/ICertificateRegistry.sol";
import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {Circuits} from "../libraries/Circuits.sol";
import {IndexedTree} from "../libraries/IndexedTree.sol";
import {LeanTree} from "../libraries/LeanTree.sol";
import {RootHistory} from "../libraries/RootHistory.sol";
import {
    MAX_CERTIFICATE_BATCH,
    MAX_CHIP_BATCH,
    REVOKE_WINDOW,
    REV_TREE_DEPTH,
    ROOT_WINDOW
} from "../libraries/Limits.sol";

/// @title Revocations by issuer and serial number
contract RevocationRegistry is IRevocationRegistry, AccessManaged {
    using IndexedTree for IndexedTree.Tree;
    using LeanTree for LeanTree.Tree;
    using RootHistory for RootHistory.History;

    /// @inheritdoc IRevocationRegistry
    uint256 public constant MAX_CHIPS = MAX_CHIP_BATCH;

    /// @inheritdoc IRevocationRegistry
    uint256 public constant MAX_CERTIFICATES = MAX_CERTIFICATE_BATCH;

    /// @inheritdoc IRevocationRegistry
    ICertificateRegistry public certificates;

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
    function revokeCertificates(uint128[] calldata ids) external restricted {
        if (address(certificates) == address(0)) revert CertificatesNotSet();
        _checkBatch(ids.length, MAX_CERTIFICATE_BATCH);
        certificates.markRevoked(ids);
    }

    /// @inheritdoc IRevocationRegistry
    function revokeChips(uint256[] calldata revKeys, uint256[] calldata lowIndexes) external restricted {
        _checkBatch(revKeys.length, MAX_CHIP_BATCH);
        if (revKeys.length != lowIndexes.length) revert HintCount(revKeys.length, lowIndexes.length);
        // Roots between the elements of a batch are never current outside this call, so they need no history.
        uint256 oldRoot = revRoot();
        for (uint256 i = 0; i < revKeys.length; ++i) {
            _revokeChip(revKeys[i], lowIndexes[i]);
        }
        _history.bump(_tree.nodes, oldRoot);
    }

    /// @inheritdoc IRevocationRegistry
    function revRoot() public view returns (uint256) {
        return _tree.nodes.root();
    }

    /// @inheritdoc IRevocationRegistry
    function isRecentRevRoot(uint256 root) public view returns (bool) {
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

    function _checkBatch(uint256 count, uint256 limit) private pure {
        if (count == 0 || count > limit) revert BatchSize(count, limit);
    }

    /// @inheritdoc IRevocationRegistry
    function revokeOwnChip(
        uint256 nullifier,
        uint256 leaf,
        uint256 revKey,
        ICertificateRegistry.HolderProof calldata proof,
        uint256 lowIndex
    ) external {
        ICertificateRegistry registry = certificates;
        if (address(registry) == address(0)) revert CertificatesNotSet();
        (, uint256 present) = registry.chip(nullifier);
        // Anybody can open a leaf that he made up, with somebody else's revKey inside: only a registered one was proven.
        if (leaf == 0 || leaf != present) revert NotPresentLeaf(nullifier, leaf, present);
        // A proof that hides the revKey shows 0.
        if (revKey == 0) revert RevKeyNotShown(nullifier);
        if (!isRecentRevRoot(proof.revRoot)) revert ICertificateRegistry.RootNotRecent(proof.revRoot);
        uint256[] memory signals = new uint256[](4);
        signals[0] = proof.revRoot;
        signals[1] = leaf;
        signals[2] = revKey;
        signals[3] = revokeBinding(leaf);
        if (!registry.router().verify(Circuits.REVOCATION, proof.version, proof.points, signals))
            revert ICertificateRegistry.ProofRefused();
        uint256 oldRoot = revRoot();
        _revokeChip(revKey, lowIndex);
        _history.bump(_tree.nodes, oldRoot);
    }

    /// @inheritdoc IRevocationRegistry
    function revokeBinding(uint256 leaf) public view returns (uint256) {
        // The low 248 bits of the hash, so that the value is a field element.
        return uint256(keccak256(abi.encode("revoke", block.chainid, address(this), leaf))) & type(uint248).max;
    }

    /// The caller bumps the epoch of the tree's roots.
    function _revokeChip(uint256 revKey, uint256 lowIndex) private {
        if (chipRevokedAt[revKey] != 0) revert AlreadyRevoked(revKey);
        // block.timestamp < 2^40 until the year 36812
        chipRevokedAt[revKey] = uint40(block.timestamp);
        emit ChipRevoked(revKey, _tree.insert(revKey, lowIndex, REV_TREE_DEPTH));
    }
}

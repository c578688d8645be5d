// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {RealmBound} from "../access/RealmBound.sol";
import {ICertificateRegistry, Role, Status} from "../interfaces/ICertificateRegistry.sol";
import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {Realm} from "../interfaces/IRealm.sol";
import {LeanTree} from "../libraries/LeanTree.sol";
import {Roles} from "../libraries/Roles.sol";
import {RootHistory} from "../libraries/RootHistory.sol";
import {TestKeys} from "../libraries/TestKeys.sol";
import {Values} from "../libraries/Values.sol";
import {CA_TREE_DEPTH, RESERVED_CA_PLACES, REVOKE_WINDOW, ROOT_WINDOW} from "../libraries/Limits.sol";
import {CertificateRecords} from "./CertificateRecords.sol";

/// @title The tree of active CAs: anchors in and out, revocation, and what falls with a removed CA
abstract contract CertificateAuthorities is CertificateRecords, RealmBound {
    using LeanTree for LeanTree.Tree;
    using RootHistory for RootHistory.History;

    /// All bits of {Record.flags} that have a meaning.
    uint8 private constant FLAGS_MASK = 0x0f;

    /// @inheritdoc ICertificateRegistry
    IRevocationRegistry public immutable revocations;

    LeanTree.Tree private _caTree;
    RootHistory.History private _caHistory;

    /// Number of anchors ever added: the last anchorId.
    uint128 private _anchors;
    /// Leaves `_sweepNext` to `_sweepEnd - 1` of the tree have not been looked at since the last removal.
    uint32 private _sweepNext;
    uint32 private _sweepEnd;
    /// Time of the removal with which the pending sweep began; roots since then may hold what fell with it.
    uint40 private _sweepSince;

    constructor(IRevocationRegistry revocations_) {
        revocations = revocations_;
        _caTree.reserve(RESERVED_CA_PLACES);
        for (uint256 i = 0; i < RESERVED_CA_PLACES; ++i) _keyHashes[i] = 1;
    }

    /// @inheritdoc ICertificateRegistry
    function addAnchor(uint256 x, uint256 y, uint40 notAfter, uint8 flags) external restricted returns (uint256 leaf) {
        if (!P256.isValidPublicKey(bytes32(x), bytes32(y))) revert KeyInvalid(x, y);
        if (flags & ~FLAGS_MASK != 0) revert FlagsInvalid(flags);
        if (block.timestamp > notAfter) revert CertificateExpired(notAfter);
        uint256 keyHash = Values.keyHash(x, y);
        if (realm == Realm.Production && TestKeys.isPublished(keyHash)) revert TestKeyRefused(keyHash);

        uint256 anchorId = ++_anchors;
        uint256 revKey = Values.anchorRevKey(keyHash, anchorId);
        leaf = Values.caLeaf(keyHash, Values.meta(Role.Ci, flags, notAfter), revKey, 0);
        uint128 id = Values.anchorRecordId(revKey);
        Record storage record = _records[id];
        if (record.state & REVOKED != 0) revert CertificateIsRevoked(revKey);
        record.notAfter = notAfter;
        record.index = _insertCa(leaf);
        record.role = Role.Ci;
        record.flags = flags;
        record.generation = 1;
        _entries[leaf] = Entry(id, 1);
        _keyHashes[record.index] = keyHash;
        emit AnchorAdded(leaf, anchorId, keyHash, revKey, notAfter, flags);
    }

    /// @inheritdoc ICertificateRegistry
    function removeAnchor(uint256 leaf) external restricted {
        (uint128 id, bool isCurrent) = _find(leaf);
        Record storage record = _records[id];
        if (!isCurrent || record.role != Role.Ci || record.state & REVOKED != 0) revert AnchorUnknown(leaf);
        (uint256 oldRoot, uint40 epochEnd) = (caRoot(), _epochEnd());
        _revoke(id);
        _caHistory.bump(_caTree, oldRoot, epochEnd);
        emit AnchorRemoved(leaf);
    }

    /// @inheritdoc ICertificateRegistry
    function markRevoked(uint128[] calldata ids) external {
        if (msg.sender != address(revocations)) revert NotRevocationRegistry(msg.sender);
        (uint256 oldRoot, uint40 epochEnd) = (caRoot(), _epochEnd());
        for (uint256 i = 0; i < ids.length; ++i) _revoke(ids[i]);
        if (caRoot() != oldRoot) _caHistory.bump(_caTree, oldRoot, epochEnd);
    }

    /// @inheritdoc ICertificateRegistry
    function sweep(uint256 limit) external returns (bool complete) {
        (uint256 next, uint256 end) = (_sweepNext, _sweepEnd);
        if (next == end) revert NothingToSweep();
        uint256 stop = limit < end - next ? next + limit : end;
        uint256 oldRoot = caRoot();
        for (; next < stop; ++next) {
            uint256 leaf = _caTree.node(0, next);
            if (leaf == 0) continue;
            (Status status, ) = _line(_entries[leaf].id);
            if (status == Status.Revoked || status == Status.Unknown) _setCa(next, 0);
        }
        if (caRoot() != oldRoot) _caHistory.bump(_caTree, oldRoot, _sweepSince);
        // stop <= size of the tree <= 2^12
        _sweepNext = uint32(stop);
        emit Swept(stop, end);
        return stop == end;
    }

    /// @inheritdoc ICertificateRegistry
    function caRoot() public view returns (uint256) {
        return _caTree.root();
    }

    /// @inheritdoc ICertificateRegistry
    function isRecentCaRoot(uint256 root) public view returns (bool) {
        return _caHistory.isRecent(_caTree, root, ROOT_WINDOW, REVOKE_WINDOW);
    }

    /// @inheritdoc ICertificateRegistry
    function caTreeSize() external view returns (uint256) {
        return _caTree.size;
    }

    /// @inheritdoc ICertificateRegistry
    function caNodes(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory) {
        return _caTree.slice(level, from, count);
    }

    /// @inheritdoc ICertificateRegistry
    function sweepState() public view returns (uint256 next, uint256 end) {
        return (_sweepNext, _sweepEnd);
    }

    function _insertCa(uint256 leaf) internal returns (uint16 index) {
        _caHistory.supersede(_caTree);
        // index < 2^CA_TREE_DEPTH = 2^12
        index = uint16(_caTree.insert(leaf, CA_TREE_DEPTH));
        emit CaLeafSet(index, leaf);
    }

    /// Puts the leaf of a CA registered anew into its old place. A leaf that stood there is taken away with it.
    function _replaceCa(uint256 index, uint256 leaf) internal {
        if (!_isInCaTree(index)) {
            _caHistory.supersede(_caTree);
            _setCa(index, leaf);
            return;
        }
        (uint256 oldRoot, uint40 epochEnd) = (caRoot(), _epochEnd());
        _setCa(index, leaf);
        _caHistory.bump(_caTree, oldRoot, epochEnd);
    }

    function _isInCaTree(uint256 index) internal view returns (bool) {
        return _caTree.node(0, index) != 0;
    }

    /// The caller bumps the epoch of the tree's roots. What is revoked already stays as it is.
    function _revoke(uint128 id) private {
        Record storage record = _records[id];
        (uint8 state, Role role) = (record.state, record.role);
        if (state & REVOKED != 0) return;
        record.state = state | REVOKED;
        emit RecordRevoked(id);
        if (!Roles.isCa(role)) return;
        if (_isInCaTree(record.index)) _setCa(record.index, 0);
        if (role == Role.Eum) return;
        if (_sweepNext == _sweepEnd) _sweepSince = uint40(block.timestamp);
        (_sweepNext, _sweepEnd) = (0, _caTree.size);
    }

    /// When an epoch that ends now ended in truth: while a sweep is pending, its roots hold what fell with the first removal, and a
    /// proof against them must not gain time by a late sweep or a later removal. To be asked before {_revoke}.
    function _epochEnd() private view returns (uint40) {
        return _sweepNext == _sweepEnd ? uint40(block.timestamp) : _sweepSince;
    }

    function _setCa(uint256 index, uint256 leaf) private {
        _caTree.update(index, leaf);
        emit CaLeafSet(index, leaf);
    }
}

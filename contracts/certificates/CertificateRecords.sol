// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {GuardianPause} from "../access/GuardianPause.sol";
import {ICertificateRegistry, Role, Status} from "../interfaces/ICertificateRegistry.sol";
import {Roles} from "../libraries/Roles.sol";

/// @title The public records of CAs and servers, and what a line of them says
/// @notice Records are keyed by their certificate (issuer and serial number), so that a revocation reaches a record without a search,
/// also one that does not exist yet, and a child's pointer leads to its issuer in one read.
abstract contract CertificateRecords is ICertificateRegistry, GuardianPause {
    /// @param id Of the record.
    /// @param generation Of the registration that made this leaf; 0: none did.
    struct Entry {
        uint128 id;
        uint8 generation;
    }

    /// Most certificates of a line, the anchor included.
    uint256 internal constant MAX_LINE = 4;
    /// Bits of {Record.state}.
    uint8 internal constant REVOKED = 1;
    uint8 internal constant FAIL_CLOSED = 2;

    mapping(uint256 leaf => Entry) internal _entries;
    mapping(uint128 id => Record) internal _records;
    /// By place in `caTree`; of anchors and sub-CIs only: no other record has children.
    mapping(uint256 index => uint256) internal _keyHashes;

    /// @inheritdoc ICertificateRegistry
    function isValid(uint256 leaf) public view returns (Status status) {
        (uint128 id, bool isCurrent) = _find(leaf);
        if (isCurrent) (status, ) = _line(id);
    }

    /// @inheritdoc ICertificateRegistry
    function recordOf(uint256 leaf) public view returns (uint128 id, Record memory record) {
        id = _idOf(leaf);
        record = _records[id];
    }

    /// @inheritdoc ICertificateRegistry
    function recordAt(uint128 id) external view returns (Record memory) {
        return _records[id];
    }

    /// @inheritdoc ICertificateRegistry
    function keyHashOf(uint256 leaf) external view returns (uint256) {
        Record memory record = _records[_idOf(leaf)];
        if (record.role != Role.Ci && record.role != Role.SubCi) revert LeafUnknown(leaf);
        return _keyHashes[record.index];
    }

    /// @inheritdoc ICertificateRegistry
    function setNextUpdate(uint256 leaf, uint40 nextUpdate) external restricted {
        _caRecord(leaf).nextUpdate = nextUpdate;
        emit NextUpdateSet(leaf, nextUpdate);
    }

    /// @inheritdoc ICertificateRegistry
    function setFailClosed(uint256 leaf, bool failClosed) external restricted {
        Record storage record = _caRecord(leaf);
        record.state = failClosed ? record.state | FAIL_CLOSED : record.state & ~FAIL_CLOSED;
        emit FailClosedSet(leaf, failClosed);
    }

    /// Walks from a registered record to its anchor. A line that does not end after {MAX_LINE} records (a member was registered
    /// anew under a longer one) is Unknown.
    /// @return status Of the whole line.
    /// @return length Number of records; of no meaning when the status is Revoked or Unknown.
    function _line(uint128 id) internal view returns (Status status, uint256 length) {
        bool isExpired;
        bool isStale;
        for (; id != 0; ++length) {
            if (length == MAX_LINE) return (Status.Unknown, length);
            Record memory record = _records[id];
            if (record.state & REVOKED != 0) return (Status.Revoked, length);
            if (block.timestamp > record.notAfter) isExpired = true;
            // Only an issuer's information matters: the certificate asked about, at length 0, issued none of the line.
            if (length != 0 && record.state & FAIL_CLOSED != 0 && block.timestamp > record.nextUpdate) isStale = true;
            id = record.parent;
        }
        status =
            isExpired
                ? Status.Expired
                : isStale
                    ? Status.Stale
                    : Status.Valid;
    }

    /// @return id Of the leaf's record.
    /// @return isCurrent Whether the leaf is the one the record was last registered with.
    function _find(uint256 leaf) internal view returns (uint128 id, bool isCurrent) {
        Entry memory entry = _entries[leaf];
        id = entry.id;
        isCurrent = entry.generation != 0 && entry.generation == _records[id].generation;
    }

    function _idOf(uint256 leaf) internal view returns (uint128) {
        (uint128 id, bool isCurrent) = _find(leaf);
        if (!isCurrent) revert LeafUnknown(leaf);
        return id;
    }

    function _caRecord(uint256 leaf) private view returns (Record storage record) {
        record = _records[_idOf(leaf)];
        if (!Roles.isCa(record.role)) revert LeafUnknown(leaf);
    }
}

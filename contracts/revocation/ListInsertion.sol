// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IRevocationLists} from "../interfaces/IRevocationLists.sol";
import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {CrlEntries} from "../libraries/CrlEntries.sol";
import {MAX_CERTIFICATE_BATCH, MAX_CHIP_BATCH} from "../libraries/Limits.sol";
import {Values} from "../libraries/Values.sol";
import {RevocationScopes} from "./RevocationScopes.sol";

/// @title Entries of lists become revocations
/// @notice What was revoked before costs a look: each list repeats all that its predecessors named.
abstract contract ListInsertion is RevocationScopes {
    /// @param start Position of what is to be read next.
    /// @param end After the last entry.
    struct Range {
        uint256 start;
        uint256 end;
    }

    /// @inheritdoc IRevocationLists
    IRevocationRegistry public immutable revocations;

    /// By issuer and serial number, so that an entry seen before needs no revKey, which costs 20,000 gas.
    mapping(uint128 id => bool) private _isChipListed;

    constructor(IRevocationRegistry revocations_) {
        revocations = revocations_;
    }

    /// @inheritdoc IRevocationLists
    function isChipListed(uint256 issuerKeyHash, uint160 serialNumber) external view returns (bool) {
        return _isChipListed[Values.recordId(issuerKeyHash, serialNumber)];
    }

    /// Reads up to `maxEntries` entries, moves `entries.start` behind them, and revokes what they name.
    function _insert(
        Pending memory list,
        bytes memory der,
        Range memory entries,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) internal returns (uint256 count) {
        if (list.isOfChips) return _insertChips(list.issuerKeyHash, der, entries, maxEntries, lowIndexes);
        if (lowIndexes.length != 0) revert LowIndexCount(0, lowIndexes.length);
        return _insertCertificates(list.issuerKeyHash, der, entries, maxEntries);
    }

    function _revokeChip(uint256 issuerKeyHash, uint160 serialNumber, uint256 lowIndex) internal {
        uint128 id = Values.recordId(issuerKeyHash, serialNumber);
        uint256 revKey = Values.revKey(issuerKeyHash, serialNumber);
        if (_isChipListed[id] || revocations.chipRevokedAt(revKey) != 0)
            revert ChipAlreadyListed(issuerKeyHash, serialNumber);
        _isChipListed[id] = true;
        uint256[] memory revKeys = new uint256[](1);
        uint256[] memory lowIndexes = new uint256[](1);
        (revKeys[0], lowIndexes[0]) = (revKey, lowIndex);
        revocations.revokeChips(revKeys, lowIndexes);
    }

    function _insertCertificates(
        uint256 issuerKeyHash,
        bytes memory der,
        Range memory entries,
        uint256 maxEntries
    ) private returns (uint256 count) {
        uint256 limit = maxEntries < MAX_CERTIFICATE_BATCH ? maxEntries : MAX_CERTIFICATE_BATCH;
        uint128[] memory ids = new uint128[](limit);
        (uint256 position, uint256 end) = (entries.start, entries.end);
        for (; position != end && count < limit; ++count) {
            uint160 serialNumber;
            (serialNumber, position) = CrlEntries.read(der, position, end);
            ids[count] = Values.recordId(issuerKeyHash, serialNumber);
        }
        entries.start = position;
        if (count == 0) return 0;
        // count <= limit: the array only becomes shorter.
        assembly ("memory-safe") {
            mstore(ids, count)
        }
        revocations.revokeCertificates(ids);
    }

    function _insertChips(
        uint256 issuerKeyHash,
        bytes memory der,
        Range memory entries,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) private returns (uint256 count) {
        if (lowIndexes.length > MAX_CHIP_BATCH) revert LowIndexCount(MAX_CHIP_BATCH, lowIndexes.length);
        uint256[] memory revKeys = new uint256[](lowIndexes.length);
        uint256 fresh;
        for (; entries.start != entries.end && count < maxEntries; ++count) {
            (uint160 serialNumber, uint256 next) = CrlEntries.read(der, entries.start, entries.end);
            uint128 id = Values.recordId(issuerKeyHash, serialNumber);
            if (!_isChipListed[id]) {
                uint256 revKey = Values.revKey(issuerKeyHash, serialNumber);
                if (revocations.chipRevokedAt(revKey) == 0) {
                    if (fresh == revKeys.length) break;
                    revKeys[fresh++] = revKey;
                }
                _isChipListed[id] = true;
            }
            entries.start = next;
        }
        if (fresh != revKeys.length) revert LowIndexCount(fresh, lowIndexes.length);
        if (fresh != 0) revocations.revokeChips(revKeys, lowIndexes);
    }
}

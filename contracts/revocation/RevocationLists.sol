// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertificateRegistry, Role} from "../interfaces/ICertificateRegistry.sol";
import {IRevocationLists} from "../interfaces/IRevocationLists.sol";
import {Crls} from "../libraries/Crls.sol";
import {Der} from "../libraries/Der.sol";
import {P256Signature} from "../libraries/P256Signature.sol";
import {Parts} from "../libraries/Parts.sol";
import {ListInsertion} from "./ListInsertion.sol";
import {RevocationScopes} from "./RevocationScopes.sol";

/// @title Revocations that issuers signed
contract RevocationLists is ListInsertion {
    /// Bit of the flags in a CA's leaf.
    uint8 private constant CRL_SIGN = 1;

    mapping(bytes32 crlHash => Pending) private _pending;

    constructor(
        address manager,
        ICertificateRegistry certificates_
    ) AccessManaged(manager) RevocationScopes(certificates_) ListInsertion(certificates_.revocations()) {}

    /// @inheritdoc IRevocationLists
    function submitCrl(
        Issuer calldata issuer,
        bytes calldata crl,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bytes32 crlHash, bool complete) {
        return _submit(issuer, crl, maxEntries, lowIndexes);
    }

    /// @inheritdoc IRevocationLists
    function submitStaged(
        Issuer calldata issuer,
        address[] calldata parts,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bytes32 crlHash, bool complete) {
        return _submit(issuer, Parts.join(parts), maxEntries, lowIndexes);
    }

    /// @inheritdoc IRevocationLists
    function continueCrl(
        bytes32 crlHash,
        bytes calldata rest,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bool complete) {
        return _continue(crlHash, rest, Range(0, rest.length), maxEntries, lowIndexes);
    }

    /// @inheritdoc IRevocationLists
    function continueStaged(
        bytes32 crlHash,
        address[] calldata parts,
        uint256 from,
        uint256 octets,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bool complete) {
        bytes memory whole = Parts.join(parts);
        if (from > whole.length || octets > whole.length - from) revert PartRange(from, octets, whole.length);
        return _continue(crlHash, whole, Range(from, from + octets), maxEntries, lowIndexes);
    }

    /// @inheritdoc IRevocationLists
    function revokeChipByStatement(
        Issuer calldata issuer,
        uint160 serialNumber,
        uint256 lowIndex,
        bytes32 r,
        bytes32 s
    ) external {
        (uint256 leaf, uint256 keyHash) = _checkIssuer(issuer);
        if (issuer.role != Role.Eum) revert NotAnEum(leaf, issuer.role);
        if (!P256Signature.verify(statementDigest(keyHash, serialNumber), r, s, issuer.x, issuer.y))
            revert SignatureRefused(leaf);
        _revokeChip(keyHash, serialNumber, lowIndex);
        emit ChipRevokedByStatement(leaf, serialNumber);
    }

    /// @inheritdoc IRevocationLists
    function statementDigest(uint256 issuerKeyHash, uint160 serialNumber) public view returns (bytes32) {
        return sha256(abi.encode("revoke-chip", block.chainid, address(this), issuerKeyHash, serialNumber));
    }

    /// @inheritdoc IRevocationLists
    function crlName(bytes32 tbsHash, bool isOfChips) public pure returns (bytes32) {
        return isOfChips ? keccak256(abi.encode("chips", tbsHash)) : tbsHash;
    }

    /// @inheritdoc IRevocationLists
    function pendingOf(bytes32 crlHash) external view returns (Pending memory) {
        return _pending[crlHash];
    }

    function _submit(
        Issuer calldata issuer,
        bytes memory der,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) private returns (bytes32 crlHash, bool complete) {
        Pending memory list;
        (list.leaf, list.issuerKeyHash) = _checkIssuer(issuer);
        if (issuer.flags & CRL_SIGN == 0) revert CrlSignMissing(list.leaf);
        Crls.Crl memory crl = Crls.read(der);
        if (crl.thisUpdate > block.timestamp) revert CrlNotYetValid(crl.thisUpdate, block.timestamp);
        bytes32 digest = Der.sha256Of(der, crl.tbsStart, crl.tbsEnd);
        if (!P256Signature.verify(digest, crl.r, crl.s, issuer.x, issuer.y)) revert SignatureRefused(list.leaf);

        list.isOfChips = issuer.role == Role.Eum;
        list.scope = scopeId(list.issuerKeyHash, list.isOfChips, crl.distributionPoint);
        _advance(list, crl);
        list.number = crl.number;
        list.nextUpdate = crl.nextUpdate;
        crlHash = crlName(Der.hashOf(der, crl.tbsStart, crl.tbsEnd), list.isOfChips);
        emit CrlAccepted(crlHash, list.leaf, list.scope, crl.number, crl.thisUpdate, crl.nextUpdate);
        complete = _proceed(crlHash, list, der, Range(crl.entriesStart, crl.entriesEnd), maxEntries, lowIndexes);
    }

    function _continue(
        bytes32 crlHash,
        bytes memory der,
        Range memory entries,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) private returns (bool) {
        Pending memory list = _pending[crlHash];
        if (list.rest == 0) revert CrlUnknown(crlHash);
        bytes32 given = Der.hashOf(der, entries.start, entries.end);
        if (given != list.rest) revert CrlRestMismatch(crlHash, given);
        return _proceed(crlHash, list, der, entries, maxEntries, lowIndexes);
    }

    function _proceed(
        bytes32 crlHash,
        Pending memory list,
        bytes memory der,
        Range memory entries,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) private returns (bool complete) {
        uint256 count = _insert(list, der, entries, maxEntries, lowIndexes);
        emit CrlInserted(crlHash, count, entries.end - entries.start);
        complete = entries.start == entries.end;
        if (complete) {
            delete _pending[crlHash];
            _complete(list);
        } else {
            list.rest = Der.hashOf(der, entries.start, entries.end);
            _pending[crlHash] = list;
        }
    }
}

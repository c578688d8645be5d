// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {RealmBound} from "../access/RealmBound.sol";
import {ICertificateRegistry, Role, Status} from "../interfaces/ICertificateRegistry.sol";
import {Realm} from "../interfaces/IRealm.sol";
import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";
import {Circuits} from "../libraries/Circuits.sol";
import {Field} from "../libraries/Field.sol";
import {Roles} from "../libraries/Roles.sol";
import {Values} from "../libraries/Values.sol";
import {PROOF_AGE, PROOF_TIME_STEP} from "../libraries/Limits.sol";
import {CertificateAuthorities} from "./CertificateAuthorities.sol";
import {ChipRegistration} from "./ChipRegistration.sol";
import {ServerClaims} from "./ServerClaims.sol";

/// @title Certificates that were proven
contract CertificateRegistry is CertificateAuthorities, ChipRegistration, ServerClaims {
    /// @inheritdoc ICertificateRegistry
    IVerifierRouter public immutable router;

    constructor(
        address manager,
        Realm realm_,
        IVerifierRouter router_,
        IRevocationRegistry revocations_
    ) AccessManaged(manager) RealmBound(realm_) CertificateAuthorities(revocations_) {
        if (router_.realm() != realm_) revert RealmMismatch(address(router_));
        router = router_;
    }

    /// @inheritdoc ICertificateRegistry
    function register(
        CertificateProof calldata proof,
        CertificateOpening calldata opening
    ) external whenNotPaused returns (uint256 leaf) {
        uint256 revKey;
        uint128 id;
        Record memory record;
        (leaf, revKey, id, record) = _check(opening);
        _verifyCertificate(proof, leaf, 0);
        _store(opening, leaf, revKey, id, record);
    }

    /// @inheritdoc ICertificateRegistry
    function registerVerified(
        CertificateOpening calldata opening
    ) external restricted whenNotPaused returns (uint256 leaf) {
        uint256 revKey;
        uint128 id;
        Record memory record;
        (leaf, revKey, id, record) = _check(opening);
        _store(opening, leaf, revKey, id, record);
    }

    /// @inheritdoc ICertificateRegistry
    function registerBinding(address submitter, uint256 leaf) public view returns (uint256) {
        return _binding(abi.encode("register", block.chainid, address(this), submitter, leaf));
    }

    /// Checks the proof's time and roots, then the proof itself.
    function _verifyCertificate(
        CertificateProof calldata proof,
        uint256 leaf,
        uint256 nullifier
    ) internal view override {
        if (proof.now % PROOF_TIME_STEP != 0 || proof.now > block.timestamp || block.timestamp - proof.now > PROOF_AGE)
            revert ProofTimeRefused(proof.now, block.timestamp);
        if (!isRecentCaRoot(proof.caRoot)) revert RootNotRecent(proof.caRoot);
        if (!revocations.isRecentRevRoot(proof.revRoot)) revert RootNotRecent(proof.revRoot);

        uint256[] memory signals = new uint256[](6);
        signals[0] = proof.caRoot;
        signals[1] = proof.revRoot;
        signals[2] = proof.now;
        signals[3] = leaf;
        signals[4] = nullifier;
        // Chain, registry and sender: a proof copied from the mempool is worth nothing to its copier.
        signals[5] = registerBinding(msg.sender, leaf);
        _requireProof(Circuits.CERTIFICATE, proof.version, proof.points, signals);
    }

    function _requireSwept() internal view override {
        (uint256 next, uint256 end) = sweepState();
        if (next != end) revert SweepIncomplete(next, end);
    }

    function _router() internal view override returns (IVerifierRouter) {
        return router;
    }

    function _revocations() internal view override returns (IRevocationRegistry) {
        return revocations;
    }

    /// Everything about a registration but whether the certificate is as its opening says.
    function _check(
        CertificateOpening memory opening
    ) private view returns (uint256 leaf, uint256 revKey, uint128 id, Record memory record) {
        Field.checkNonZero(opening.keyHash);
        Field.check(opening.attribute);
        if (opening.serialNumber == 0) revert SerialNumberZero();
        if (block.timestamp > opening.notAfter) revert CertificateExpired(opening.notAfter);
        uint128 parentId = _checkIssuer(opening);

        uint256 issuerKeyHash = _keyHashes[_records[parentId].index];
        revKey = Values.revKey(issuerKeyHash, opening.serialNumber);
        leaf = _leafOf(opening, revKey);
        id = Values.recordId(issuerKeyHash, opening.serialNumber);
        record = _nextRecord(opening, id, parentId, revKey);
    }

    function _store(
        CertificateOpening memory opening,
        uint256 leaf,
        uint256 revKey,
        uint128 id,
        Record memory record
    ) private {
        if (Roles.isCa(opening.role)) {
            if (record.generation == 1) record.index = _insertCa(leaf);
            else _replaceCa(record.index, leaf);
        }
        _records[id] = record;
        _entries[leaf] = Entry(id, record.generation);
        if (opening.role == Role.SubCi) _keyHashes[record.index] = opening.keyHash;
        _emitRegistered(opening, leaf, revKey);
    }

    function _checkIssuer(CertificateOpening memory opening) private view returns (uint128 parentId) {
        bool isCurrent;
        (parentId, isCurrent) = _find(opening.parent);
        if (!isCurrent) revert IssuerNotValid(opening.parent, Status.Unknown);
        (Status status, uint256 length) = _line(parentId);
        if (status != Status.Valid) revert IssuerNotValid(opening.parent, status);
        if (length >= MAX_LINE) revert LineTooLong(opening.parent);
        Record memory parent = _records[parentId];
        if (!Roles.mayIssueRecord(parent.role, opening.role)) revert RoleRefused(parent.role, opening.role);
        if (opening.notAfter > parent.notAfter) revert NotAfterBeyondIssuer(opening.notAfter, parent.notAfter);
        // The proof hides which of an issuer key's records it used; each that is named must allow what the proof allowed.
        if (Roles.isCa(opening.role) && !Roles.allowsPathLength(parent.flags, opening.flags))
            revert PathLengthRefused(parent.flags, opening.flags);
    }

    function _leafOf(CertificateOpening memory opening, uint256 revKey) private pure returns (uint256) {
        uint256 meta = Values.meta(opening.role, opening.flags, opening.notAfter);
        return
            Roles.isCa(opening.role)
                ? Values.caLeaf(opening.keyHash, meta, revKey, opening.attribute)
                : Values.serverLeaf(opening.keyHash, meta, revKey, opening.attribute);
    }

    /// The record as it will be, from what there is of the certificate already.
    function _nextRecord(
        CertificateOpening memory opening,
        uint128 id,
        uint128 parentId,
        uint256 revKey
    ) private view returns (Record memory record) {
        record = _records[id];
        if (record.state & REVOKED != 0) revert CertificateIsRevoked(revKey);
        if (record.generation != 0) {
            if (!_mayRegisterAnew(id, record, opening.role, parentId)) revert CertificateAlreadyRegistered(revKey);
            if (record.generation == type(uint8).max) revert RegistrationsExhausted(revKey);
        }
        record.parent = parentId;
        record.notAfter = opening.notAfter;
        record.role = opening.role;
        record.flags = opening.flags;
        ++record.generation;
    }

    /// While its line is good a record stays as it is, but a CA that fell out of the tree with its line may come back under the same
    /// issuer once the line is good again. Another issuer is taken only when the line is good no more: then every line through
    /// this record is as bad, none can be the new issuer's, and no circle of records arises.
    function _mayRegisterAnew(
        uint128 id,
        Record memory record,
        Role role,
        uint128 parentId
    ) private view returns (bool) {
        if (record.role != role) return false;
        (Status status, ) = _line(id);
        if (status != Status.Valid && status != Status.Stale) return true;
        return Roles.isCa(role) && !_isInCaTree(record.index) && record.parent == parentId;
    }

    function _emitRegistered(CertificateOpening memory opening, uint256 leaf, uint256 revKey) private {
        emit CertificateRegistered(
            leaf,
            opening.parent,
            opening.role,
            opening.keyHash,
            revKey,
            opening.notAfter,
            opening.flags,
            opening.attribute,
            opening.serialNumber
        );
    }
}

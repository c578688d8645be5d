// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {GuardianPause} from "../access/GuardianPause.sol";
import {ICertificateRegistry} from "../interfaces/ICertificateRegistry.sol";
import {IRevocationRegistry} from "../interfaces/IRevocationRegistry.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";
import {BlockHashes} from "../libraries/BlockHashes.sol";
import {Circuits} from "../libraries/Circuits.sol";
import {SUPERSESSION_DELAY} from "../libraries/Limits.sol";
import {ChipTree} from "./ChipTree.sol";

/// @title Chips register with their own live signature, and a holder who is to be replaced hears of it
/// @notice Whoever saw a certificate must not be able to register it: the chip signs a binding that names leaf, attempt and a recent
/// block, carried in the matchingId of its euiccSigned1. The first registration of a chip takes effect at once. A later one waits for
/// {SUPERSESSION_DELAY} and may be vetoed once by the present holder, who needs no chip for that, only his secret.
abstract contract ChipRegistration is ChipTree, GuardianPause {
    /// @inheritdoc ICertificateRegistry
    function registerChip(
        CertificateProof calldata proof,
        PossessionProof calldata possession,
        uint256 leaf,
        uint256 nullifier
    ) external whenNotPaused returns (bool isPending) {
        if (nullifier == 0) revert NullifierZero();
        _requireSwept();
        Chip memory entry = _chip(nullifier);
        isPending = entry.generation != 0;
        if (isPending) {
            if (entry.pendingFrom != 0) revert SupersessionPending(nullifier, entry.pendingFrom);
            if (_chipLeaf(entry.index) == leaf) revert ChipAlreadyRegistered(nullifier);
        }
        _verifyCertificate(proof, leaf, nullifier);
        _verifyPossession(possession, leaf, entry);
        if (isPending) {
            // block.timestamp < 2^40 - 72 h until the year 36812
            uint40 pendingFrom = uint40(block.timestamp + SUPERSESSION_DELAY);
            _setPending(nullifier, leaf, pendingFrom);
            emit ChipSupersessionPending(nullifier, leaf, pendingFrom);
        } else {
            _insertChip(nullifier, leaf);
        }
    }

    /// @inheritdoc ICertificateRegistry
    function vetoChip(uint256 nullifier, HolderProof calldata proof) external {
        Chip memory entry = _chip(nullifier);
        if (entry.pendingFrom == 0) revert NothingPending(nullifier);
        if (entry.vetoes != 0) revert VetoUsed(nullifier);
        if (!_revocations().isRecentRevRoot(proof.revRoot)) revert RootNotRecent(proof.revRoot);
        uint256 leaf = _chipLeaf(entry.index);
        uint256[] memory signals = new uint256[](4);
        signals[0] = proof.revRoot;
        signals[1] = leaf;
        // signals[2], the revKey, is not shown: 0.
        signals[3] = vetoBinding(leaf, entry.generation);
        _requireProof(Circuits.REVOCATION, proof.version, proof.points, signals);
        _veto(nullifier);
        emit ChipSupersessionVetoed(nullifier, entry.pendingLeaf);
    }

    /// @inheritdoc ICertificateRegistry
    function activateChip(uint256 nullifier) external whenNotPaused {
        Chip memory entry = _chip(nullifier);
        if (entry.pendingFrom == 0) revert NothingPending(nullifier);
        if (block.timestamp < entry.pendingFrom) revert SupersessionPending(nullifier, entry.pendingFrom);
        _supersede(nullifier);
        emit ChipSuperseded(nullifier, entry.pendingLeaf, entry.index);
    }

    /// @inheritdoc ICertificateRegistry
    function possessionBinding(
        uint256 leaf,
        uint256 generation,
        uint256 vetoes,
        uint256 blockNumber
    ) public view returns (uint256) {
        bytes32 blockHash = BlockHashes.hashOf(blockNumber);
        if (blockHash == 0) revert BlockNotRecent(blockNumber, block.number);
        return
            _binding(
                abi.encode("possession", block.chainid, address(this), leaf, generation, vetoes, blockNumber, blockHash)
            );
    }

    /// @inheritdoc ICertificateRegistry
    function vetoBinding(uint256 leaf, uint256 generation) public view returns (uint256) {
        return _binding(abi.encode("veto", block.chainid, address(this), leaf, generation));
    }

    function _verifyCertificate(CertificateProof calldata proof, uint256 leaf, uint256 nullifier) internal view virtual;

    function _requireSwept() internal view virtual;

    function _router() internal view virtual returns (IVerifierRouter);

    function _revocations() internal view virtual returns (IRevocationRegistry);

    /// The low 248 bits of the hash, so that the value is a field element.
    function _binding(bytes memory encoded) internal pure returns (uint256) {
        return uint256(keccak256(encoded)) & type(uint248).max;
    }

    function _requireProof(
        bytes32 circuit,
        uint32 version,
        uint256[8] calldata points,
        uint256[] memory signals
    ) internal view {
        if (!_router().verify(circuit, version, points, signals)) revert ProofRefused();
    }

    /// Generation and vetoes are part of what the chip signed: a signature is good for one attempt. And the block it names is not before
    /// the attempt became possible: whoever had the chip for a moment cannot have signatures for later attempts made in store.
    function _verifyPossession(PossessionProof calldata possession, uint256 leaf, Chip memory entry) private view {
        if (possession.blockNumber < entry.signableFrom)
            revert PossessionTooEarly(possession.blockNumber, entry.signableFrom);
        uint256[] memory signals = new uint256[](2);
        signals[0] = leaf;
        signals[1] = possessionBinding(leaf, entry.generation, entry.vetoes, possession.blockNumber);
        _requireProof(Circuits.POSSESSION, possession.version, possession.points, signals);
    }
}

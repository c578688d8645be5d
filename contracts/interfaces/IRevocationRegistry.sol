// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICertificateRegistry} from "./ICertificateRegistry.sol";

/// @title Revocations by issuer and serial number
/// @notice CAs and servers are public: their records, named by id, keep that they are revoked, and the event `RecordRevoked` of
/// `ICertificateRegistry` since when. Chips are hidden and named by `revKey` (Poseidon of issuer key hash and serial number): an indexed
/// Merkle tree, against which they prove that they are not listed. Whatever is revoked stays revoked. Identifiers nobody has registered may be revoked in advance.
interface IRevocationRegistry {
    /// @param value A revoked chip's revKey; 0 in the first leaf.
    /// @param next The next larger value; 0 when there is none.
    struct IndexedLeaf {
        uint256 value;
        uint256 next;
    }

    /// @param index Of the leaf in the revocation tree.
    event ChipRevoked(uint256 indexed revKey, uint256 index);
    event CertificatesSet(ICertificateRegistry indexed certificates);

    /// The chip is revoked already, or listed twice in the batch.
    error AlreadyRevoked(uint256 revKey);
    /// A batch has 1 to `limit` elements.
    error BatchSize(uint256 given, uint256 limit);
    /// There is not one hint for each key.
    error HintCount(uint256 keys, uint256 hints);
    /// The registry of certificates is set once.
    error CertificatesAlreadySet(ICertificateRegistry certificates);
    /// The registry of certificates names another registry of revocations.
    error NotOurRegistry(ICertificateRegistry certificates);
    /// The registry of certificates is not set yet.
    error CertificatesNotSet();
    /// The leaf is not the one with which the chip is registered now (0: none).
    error NotPresentLeaf(uint256 nullifier, uint256 leaf, uint256 present);
    /// The proof does not show the revKey that is to be revoked.
    error RevKeyNotShown(uint256 nullifier);

    /// @notice Most chips of one batch.
    function MAX_CHIPS() external view returns (uint256);

    /// @notice Most CAs and servers of one batch.
    function MAX_CERTIFICATES() external view returns (uint256);

    /// @notice The registry of certificates whose records are revoked; 0 before {setCertificates}.
    function certificates() external view returns (ICertificateRegistry);

    /// @notice Names the registry of certificates, once. Role: admin. Reverts with {CertificatesAlreadySet}, {NotOurRegistry}.
    function setCertificates(ICertificateRegistry registry) external;

    /// @notice Revokes CAs and servers. Role: revoker; never paused. What is revoked already stays as it is.
    /// CAs leave `caTree` at once; what stands below them follows by `ICertificateRegistry.sweep`.
    /// @param ids Of their records, see `ICertificateRegistry.Record`.
    /// Reverts with {CertificatesNotSet}, {BatchSize}.
    function revokeCertificates(uint128[] calldata ids) external;

    /// @notice Revokes chips. Role: revoker; never paused. All or nothing, in the order given.
    /// @param revKeys Of the chips' certificates.
    /// @param lowIndexes For each the index of the leaf with the largest value below it, at that point of the batch.
    /// Reverts with {BatchSize}, {HintCount}, {AlreadyRevoked}, `NotInField`, `LowLeafMismatch`, `IndexOutOfRange`, `TreeFull`.
    function revokeChips(uint256[] calldata revKeys, uint256[] calldata lowIndexes) external;

    /// @notice When a chip's certificate was revoked (UNIX time), 0 when it was not.
    function chipRevokedAt(uint256 revKey) external view returns (uint40);

    /// @notice Root of the tree of revoked chips.
    function revRoot() external view returns (uint256);

    /// @notice Whether a proof against `root` is accepted now: the current root, or one superseded at most REVOKE_WINDOW ago.
    function isRecentRevRoot(uint256 root) external view returns (bool);

    /// @notice Number of leaves of the tree, the first one (0, …) included.
    function revTreeSize() external view returns (uint256);

    /// @notice Leaves `from` to `from + count - 1` as far as they exist.
    function revLeaves(uint256 from, uint256 count) external view returns (IndexedLeaf[] memory);

    /// @notice Nodes of one level, 0 = leaf hashes, as far as they exist: what a membership path is made of.
    function revNodes(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory);

    // ---- By its holder

    /// @notice Revokes a chip for good at its present holder's word, who shows its revKey by a `revocation` proof. Anybody may send
    /// it; never paused. A leaf that waits to replace the present one gives no right to this, nor does one that was replaced.
    /// @param nullifier Of the chip.
    /// @param leaf The chip's present one in the registry of certificates.
    /// @param revKey Of the chip's certificate. Whoever knows the certificate now knows nullifier and leaf to be its chip's.
    /// @param proof With the signals [revRoot, leaf, revKey, {revokeBinding}].
    /// @param lowIndex Of the leaf of the revocation tree with the largest value below `revKey`.
    /// Reverts with {CertificatesNotSet}, {NotPresentLeaf}, {RevKeyNotShown}, {AlreadyRevoked}, `RootNotRecent`, `ProofRefused`,
    /// `LowLeafMismatch`, `IndexOutOfRange`, `TreeFull`, and the router's errors.
    function revokeOwnChip(
        uint256 nullifier,
        uint256 leaf,
        uint256 revKey,
        ICertificateRegistry.HolderProof calldata proof,
        uint256 lowIndex
    ) external;

    /// @notice Public signal `binding` of {revokeOwnChip}: ties the holder's proof to chain, registry and leaf.
    function revokeBinding(uint256 leaf) external view returns (uint256);
}

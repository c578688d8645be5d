// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRealm} from "./IRealm.sol";
import {IRevocationRegistry} from "./IRevocationRegistry.sol";
import {IVerifierRouter} from "./IVerifierRouter.sol";

/// @notice Role of a certificate's holder (SGP.22 4.5.2.1). The numbers are part of every leaf.
enum Role {
    None,
    Ci,
    SubCi,
    Eum,
    Euicc,
    DpTls,
    DpAuth,
    DpPb,
    DsTls,
    DsAuth
}

/// @notice What is known of a certificate and its whole line now. A worse answer hides a better one:
/// Revoked before Expired before Stale before Valid.
enum Status {
    /// Never registered, registered anew with another leaf, in a line of more than four, or a chip's leaf.
    Unknown,
    Valid,
    /// A certificate of the line ended.
    Expired,
    /// A certificate of the line was revoked, or its anchor removed.
    Revoked,
    /// An issuer of the line is to fail closed and its revocation information is older than its nextUpdate.
    Stale
}

/// @title Certificates that were proven
/// @notice Trust anchors are added by governance. Sub-CIs, EUMs and servers become public records, each pointing to its issuer.
/// Active CAs are leaves of `caTree`; chips are hidden leaves of `chipTree`. Values, roles and rules: docs/PROTOCOL.md.
interface ICertificateRegistry is IRealm {
    /// @notice A `certificate` proof. The signals [caRoot, revRoot, now, leaf, nullifier, binding] are made of it and of the call.
    /// @param version Of the circuit, in the router.
    /// @param points a[2], b[2][2], c[2] as snarkjs exports them for Solidity.
    /// @param caRoot Root of `caTree` that the issuer was proven in.
    /// @param revRoot Root of the revocation tree that the certificate was proven absent from.
    /// @param now Time of the proof: UNIX time, a multiple of 60, at most 900 seconds old.
    struct CertificateProof {
        uint32 version;
        uint256[8] points;
        uint256 caRoot;
        uint256 revRoot;
        uint256 now;
    }

    /// @notice A `possession` proof. The signals [leaf, binding] are made of it and of the call.
    /// @param version Of the circuit, in the router.
    /// @param points See {CertificateProof}.
    /// @param blockNumber Of the block whose hash the chip signed: one of the last 8191 (EIP-2935; of the last 256 elsewhere), and not
    /// before {Chip-signableFrom}.
    struct PossessionProof {
        uint32 version;
        uint256[8] points;
        uint256 blockNumber;
    }

    /// @notice A `revocation` proof: the holder of a leaf speaks. The signals [revRoot, leaf, revKey, binding] are made of it and
    /// of the call.
    /// @param version Of the circuit, in the router.
    /// @param points See {CertificateProof}.
    /// @param revRoot Root of the revocation tree that the chip was proven absent from.
    struct HolderProof {
        uint32 version;
        uint256[8] points;
        uint256 revRoot;
    }

    /// @notice The opening of a CA's or server's leaf.
    /// @param parent Leaf of the issuer: an active anchor or sub-CI.
    /// @param keyHash Of the certificate's own key.
    /// @param serialNumber Of the certificate; with the issuer's key hash it makes the revKey.
    /// @param role SubCi, Eum or a server's.
    /// @param flags Bit 0 cRLSign, bits 1-3 remaining path length (7: none stated); 0 for servers.
    /// @param notAfter The smaller of its own and its issuer leaf's (UNIX time, inclusive).
    /// @param attribute `constraint` of a CA (0 for a sub-CI), `ridHash` of a server.
    struct CertificateOpening {
        uint256 parent;
        uint256 keyHash;
        uint160 serialNumber;
        Role role;
        uint8 flags;
        uint40 notAfter;
        uint256 attribute;
    }

    /// @notice The opening of a server's leaf with the key itself.
    struct ServerOpening {
        uint256 x;
        uint256 y;
        Role role;
        uint40 notAfter;
        uint256 revKey;
        uint256 ridHash;
    }

    /// @notice A public record, one storage slot. Its key, the certificate's id, is the low 128 bits of keccak256 of the ABI-encoded
    /// issuer's key hash and serial number; of an anchor, the low 128 bits of its revKey.
    /// @param parent Id of the issuer's record; 0 for an anchor.
    /// @param notAfter Last second of validity (UNIX time).
    /// @param nextUpdate Until when what is known of this issuer's revocations is fresh (UNIX time); 0: nothing is known.
    /// @param index Of a CA in `caTree`; 0 for servers.
    /// @param role 0 where nothing is registered.
    /// @param flags As in the leaf.
    /// @param state Bit 0 revoked (or anchor removed), for good; bit 1: issuer fails closed when nextUpdate has passed.
    /// @param generation Counts the registrations of this certificate; a leaf of an earlier one is Unknown.
    struct Record {
        uint128 parent;
        uint40 notAfter;
        uint40 nextUpdate;
        uint16 index;
        Role role;
        uint8 flags;
        uint8 state;
        uint8 generation;
    }

    /// @notice A chip's entry, keyed by its nullifier.
    /// @param index In `chipTree`; the leaf itself is read from there.
    /// @param generation Counts the leaves this chip has had, from 1; 0: not registered.
    /// @param pendingFrom When the pending leaf may be activated (UNIX time); 0: none pending.
    /// @param vetoes Used by the present generation's holder against pending leaves.
    /// @param signableFrom Number of the block in which generation or vetoes last changed: the chip signs this one or a later one.
    /// @param pendingLeaf Waits to replace the present one; 0: none.
    struct Chip {
        uint32 index;
        uint32 generation;
        uint40 pendingFrom;
        uint8 vetoes;
        uint40 signableFrom;
        uint256 pendingLeaf;
    }

    event AnchorAdded(
        uint256 indexed leaf,
        uint256 indexed anchorId,
        uint256 keyHash,
        uint256 revKey,
        uint40 notAfter,
        uint8 flags
    );
    event AnchorRemoved(uint256 indexed leaf);
    event CertificateRegistered(
        uint256 indexed leaf,
        uint256 indexed parent,
        Role indexed role,
        uint256 keyHash,
        uint256 revKey,
        uint40 notAfter,
        uint8 flags,
        uint256 attribute,
        uint160 serialNumber
    );
    /// A leaf of `caTree` was inserted, replaced or removed (0).
    event CaLeafSet(uint256 indexed index, uint256 leaf);
    event ChipRegistered(uint256 indexed nullifier, uint256 indexed leaf, uint256 index);
    /// Another leaf is to take the place of the chip's present one, from `pendingFrom` on (UNIX time).
    event ChipSupersessionPending(uint256 indexed nullifier, uint256 indexed leaf, uint40 pendingFrom);
    event ChipSupersessionVetoed(uint256 indexed nullifier, uint256 indexed leaf);
    event ChipSuperseded(uint256 indexed nullifier, uint256 indexed leaf, uint256 index);
    /// The record with this id can never be valid again.
    event RecordRevoked(uint128 indexed id);
    /// `next` of `end` leaves of `caTree` have been looked at since the last removal.
    event Swept(uint256 next, uint256 end);
    event NextUpdateSet(uint256 indexed leaf, uint40 nextUpdate);
    event FailClosedSet(uint256 indexed leaf, bool failClosed);
    event ServerClaimed(uint256 indexed leaf, address indexed account);
    event ServerUnclaimed(uint256 indexed leaf, address indexed account);

    /// The router, or another part, belongs to the other realm.
    error RealmMismatch(address part);
    /// The key is not a point of P-256 in canonical coordinates.
    error KeyInvalid(uint256 x, uint256 y);
    /// A published SGP.26 test key would be an anchor in production.
    error TestKeyRefused(uint256 keyHash);
    /// Only bits 0-3 have a meaning.
    error FlagsInvalid(uint8 flags);
    /// The certificate ended (UNIX time).
    error CertificateExpired(uint40 notAfter);
    /// The leaf is not that of an anchor in use.
    error AnchorUnknown(uint256 leaf);
    /// The proof's time is no multiple of 60, in the future, or more than 900 seconds old (UNIX time).
    error ProofTimeRefused(uint256 now, uint256 blockTimestamp);
    /// The root is neither the current one nor superseded recently.
    error RootNotRecent(uint256 root);
    /// The verifier refuses the proof for these public signals: also a proof made for another sender, chain or registry.
    error ProofRefused();
    /// An issuer of role `issuer` cannot issue certificates of `role`.
    error RoleRefused(Role issuer, Role role);
    /// A CA of flags `flags` may not follow one of `issuerFlags`: no CA may, or fewer than it claims (RFC 5280 4.2.1.9).
    error PathLengthRefused(uint8 issuerFlags, uint8 flags);
    /// The issuer's own answer is not Valid.
    error IssuerNotValid(uint256 parent, Status status);
    /// The certificate would outlive its issuer (both UNIX time).
    error NotAfterBeyondIssuer(uint40 notAfter, uint40 issuerNotAfter);
    /// The line would have more than four certificates.
    error LineTooLong(uint256 parent);
    /// The certificate's serial number is 0.
    error SerialNumberZero();
    /// The certificate was revoked.
    error CertificateIsRevoked(uint256 revKey);
    /// The certificate is registered and its line is good.
    error CertificateAlreadyRegistered(uint256 revKey);
    /// The certificate was registered 255 times.
    error RegistrationsExhausted(uint256 revKey);
    /// A chip's nullifier is 0.
    error NullifierZero();
    /// The chip is registered with this leaf.
    error ChipAlreadyRegistered(uint256 nullifier);
    /// A leaf waits to replace the chip's present one, and does not before `pendingFrom` (UNIX time).
    error SupersessionPending(uint256 nullifier, uint40 pendingFrom);
    /// No leaf waits to replace the chip's present one.
    error NothingPending(uint256 nullifier);
    /// The present holder has used his veto.
    error VetoUsed(uint256 nullifier);
    /// The chain does not tell the hash of this block (any more): sign a later one.
    error BlockNotRecent(uint256 blockNumber, uint256 current);
    /// The chip signed a block from before its entry last changed (a veto, a supersession): let it sign again.
    error PossessionTooEarly(uint256 blockNumber, uint256 signableFrom);
    /// CAs were removed and what stands below them is not yet: call {sweep}.
    error SweepIncomplete(uint256 next, uint256 end);
    /// There is nothing to sweep.
    error NothingToSweep();
    /// The leaf is not that of a registered certificate of the kind asked for.
    error LeafUnknown(uint256 leaf);
    /// The server's line is not Valid.
    error ServerNotValid(uint256 leaf, Status status);
    /// The signature is not the server key's over {claimDigest}.
    error ClaimSignatureRefused(uint256 leaf, address account);
    /// The caller is not the account that claimed the server.
    error NotClaimant(uint256 leaf, address caller);
    /// Only the registry of revocations calls this.
    error NotRevocationRegistry(address caller);

    // ---- Anchors

    /// @notice Adds a trust anchor (a CI's key). Role: governance, with execution delay.
    /// @param x Affine coordinates of the key on P-256.
    /// @param y See `x`.
    /// @param notAfter Last second of validity (UNIX time).
    /// @param flags Bit 0 cRLSign, bits 1-3 remaining path length (7: none stated).
    /// @return leaf Its leaf in `caTree`, with the next anchorId.
    /// Reverts with {KeyInvalid}, {TestKeyRefused}, {FlagsInvalid}, {CertificateExpired}, `TreeFull`, and with {CertificateIsRevoked}
    /// when this anchorId of the key was revoked in advance.
    function addAnchor(uint256 x, uint256 y, uint40 notAfter, uint8 flags) external returns (uint256 leaf);

    /// @notice Removes an anchor for good and at once. Role: remover; never paused. All that stands below answers Revoked from now
    /// on; its CAs leave `caTree` by {sweep}, and no chip registers before that is complete. Reverts with {AnchorUnknown}.
    function removeAnchor(uint256 leaf) external;

    /// @notice Looks at up to `limit` further leaves of `caTree` and removes those whose line is revoked. Anybody may call.
    /// @return complete Whether all have been looked at since the last removal.
    /// Reverts with {NothingToSweep}.
    function sweep(uint256 limit) external returns (bool complete);

    // ---- Certificates of CAs and servers

    /// @notice Registers a sub-CI, EUM or server by proof. Anybody may: the certificate is public; the record gives no rights to
    /// the sender, and the proof is bound to him so that a copied one is refused.
    /// A certificate registers again only when its line is good no more (its anchor was removed and added again, its issuer was
    /// renewed), or when it fell out of `caTree` with it; the earlier leaf is then Unknown.
    /// @return leaf Its leaf, recomputed from the opening.
    /// Reverts with `PausedUntil`, {ProofTimeRefused}, {RootNotRecent}, {IssuerNotValid}, {RoleRefused},
    /// {PathLengthRefused}, {LineTooLong}, {NotAfterBeyondIssuer}, {CertificateExpired}, {SerialNumberZero}, {CertificateIsRevoked}, {CertificateAlreadyRegistered},
    /// {RegistrationsExhausted}, `NotInField`, {ProofRefused}, `TreeFull`, and the router's errors.
    function register(
        CertificateProof calldata proof,
        CertificateOpening calldata opening
    ) external returns (uint256 leaf);

    /// @notice Registers a sub-CI, EUM or server whose certificate the caller has read and whose issuer's signature it has checked:
    /// what {register} learns from a proof, it is told here. Role: registrar, which only `TransparentRegistration` holds.
    /// All that concerns the issuer, the line and earlier registrations is checked as by {register}.
    /// @return leaf Its leaf, recomputed from the opening.
    /// Reverts with `PausedUntil`, {IssuerNotValid}, {RoleRefused}, {PathLengthRefused}, {LineTooLong}, {NotAfterBeyondIssuer},
    /// {CertificateExpired}, {SerialNumberZero}, {CertificateIsRevoked}, {CertificateAlreadyRegistered}, {RegistrationsExhausted},
    /// `NotInField`, `TreeFull`.
    function registerVerified(CertificateOpening calldata opening) external returns (uint256 leaf);

    /// @notice Public signal `binding` of a registration: what ties a proof to chain, registry, sender and leaf.
    function registerBinding(address submitter, uint256 leaf) external view returns (uint256);

    /// @notice The answer for a CA's or server's whole line at block.timestamp; notAfter is inclusive (RFC 5280 4.1.2.5).
    /// Unknown for every chip's leaf: what a chip's leaf holds is hidden, so the chain cannot say whether it has expired or was
    /// revoked; the chip itself proves that, against {caRoot}, {chipRoot} and the revocation root. See {chip}.
    function isValid(uint256 leaf) external view returns (Status);

    /// @notice Id and record of a CA's or server's leaf. Reverts with {LeafUnknown}.
    function recordOf(uint256 leaf) external view returns (uint128 id, Record memory record);

    /// @notice The record with this id; of a certificate that is not registered, whether it was revoked in advance.
    function recordAt(uint128 id) external view returns (Record memory);

    /// @notice Key hash of an anchor or sub-CI. Reverts with {LeafUnknown}.
    function keyHashOf(uint256 leaf) external view returns (uint256);

    // ---- Chips

    /// @notice Registers a chip by two proofs of the same leaf: `certificate`, and `possession`, that the chip itself signed for this
    /// leaf, attempt and a recent block. The first registration takes effect at once; a later one with another leaf (a new holder, a
    /// lost secret) waits for {SUPERSESSION_DELAY}: see {vetoChip}, {activateChip}.
    /// @param leaf Its leaf, with everything about the chip hidden inside.
    /// @param nullifier One for each chip certificate.
    /// @return isPending Whether it waits.
    /// Reverts with `PausedUntil`, {SweepIncomplete}, {NullifierZero}, {ChipAlreadyRegistered}, {SupersessionPending},
    /// {ProofTimeRefused}, {RootNotRecent}, {PossessionTooEarly}, {BlockNotRecent}, {ProofRefused}, `NotInField`, `TreeFull`, and the
    /// router's errors.
    function registerChip(
        CertificateProof calldata proof,
        PossessionProof calldata possession,
        uint256 leaf,
        uint256 nullifier
    ) external returns (bool isPending);

    /// @notice The present holder refuses the pending leaf, once in his generation. Anybody may send his proof; never paused.
    /// Reverts with {NothingPending}, {VetoUsed}, {RootNotRecent}, {ProofRefused}, and the router's errors.
    function vetoChip(uint256 nullifier, HolderProof calldata proof) external;

    /// @notice Puts the pending leaf into the place of the present one when its time has come. Anybody may call.
    /// Reverts with `PausedUntil`, {NothingPending}, {SupersessionPending}.
    function activateChip(uint256 nullifier) external;

    /// @notice What the chip signs to be registered: ties its signature to chain, registry, leaf, attempt and block.
    /// @param generation Of the chip's entry now, 0 when it is not registered.
    /// @param vetoes Of the chip's entry now.
    /// @param blockNumber Of a recent block. Reverts with {BlockNotRecent}.
    function possessionBinding(
        uint256 leaf,
        uint256 generation,
        uint256 vetoes,
        uint256 blockNumber
    ) external view returns (uint256);

    /// @notice Public signal `binding` of a veto.
    function vetoBinding(uint256 leaf, uint256 generation) external view returns (uint256);

    /// @notice A chip's entry and its present leaf; all zero when not registered.
    function chip(uint256 nullifier) external view returns (Chip memory entry, uint256 leaf);

    // ---- Who speaks for a server

    /// @notice Makes the caller the account of a server. The server's own key agrees by its signature over {claimDigest}: whoever
    /// merely saw the certificate cannot. A later claim, signed over the next nonce, hands over.
    /// @param opening Opens the leaf.
    /// @param r ECDSA signature over {claimDigest} on P-256; s may be high.
    /// @param s See `r`.
    /// @return leaf The server's leaf.
    /// Reverts with `PausedUntil`, {ServerNotValid}, {ClaimSignatureRefused}.
    function claimServer(ServerOpening calldata opening, bytes32 r, bytes32 s) external returns (uint256 leaf);

    /// @notice Ends the caller's claim. Reverts with {NotClaimant}.
    function unclaimServer(uint256 leaf) external;

    /// @notice SHA-256 of ABI-encoded ("claim", chainId, registry, account, leaf, nonce): what a server's key signs to be claimed.
    function claimDigest(uint256 leaf, address account) external view returns (bytes32);

    /// @notice The account of a server (0: none) and the number of claims so far. The account may act only while {isValid} says Valid.
    function claimOf(uint256 leaf) external view returns (address account, uint64 nonce);

    // ---- Freshness of revocation information

    /// @notice Until when what is known of this issuer's revocations is fresh (UNIX time). Role: revoker. Reverts with {LeafUnknown}.
    function setNextUpdate(uint256 leaf, uint40 nextUpdate) external;

    /// @notice Whether lines through this issuer are Stale once nextUpdate has passed. Role: governance. Reverts with {LeafUnknown}.
    function setFailClosed(uint256 leaf, bool failClosed) external;

    /// @notice Called by the registry of revocations: revokes records, also of certificates not registered yet. What is revoked already
    /// stays as it is. Reverts with {NotRevocationRegistry}.
    function markRevoked(uint128[] calldata ids) external;

    // ---- For provers

    /// @notice Router of verifiers, fixed.
    function router() external view returns (IVerifierRouter);

    /// @notice Registry of revocations, fixed.
    function revocations() external view returns (IRevocationRegistry);

    /// @notice Root of the tree of active CAs, depth at most 12.
    function caRoot() external view returns (uint256);

    /// @notice Root of the tree of chips, depth at most 24.
    function chipRoot() external view returns (uint256);

    /// @notice Whether a proof against this root of `caTree` is accepted now.
    function isRecentCaRoot(uint256 root) external view returns (bool);

    /// @notice Whether a proof against this root of `chipTree` is accepted now.
    function isRecentChipRoot(uint256 root) external view returns (bool);

    /// @notice Number of leaves of `caTree`, removed ones (0) included.
    function caTreeSize() external view returns (uint256);

    /// @notice Number of leaves of `chipTree`.
    function chipTreeSize() external view returns (uint256);

    /// @notice Nodes of one level of `caTree`, 0 = leaves, from `from`, at most `count`, as far as they exist.
    function caNodes(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory);

    /// @notice Nodes of one level of `chipTree`, see {caNodes}.
    function chipNodes(uint256 level, uint256 from, uint256 count) external view returns (uint256[] memory);

    /// @notice Where {sweep} stands: complete when `next` = `end`.
    function sweepState() external view returns (uint256 next, uint256 end);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICertificateRegistry, Role, Status} from "./ICertificateRegistry.sol";
import {IRevocationRegistry} from "./IRevocationRegistry.sol";

/// @title Revocations that issuers signed
/// @notice Anybody brings a CA's CRL (RFC 5280 5): the contract checks the issuer's signature, walks the DER strictly and revokes what is
/// listed. A list that is too long for one transaction goes in piece by piece, by whomever; one that is too long even to be
/// carried is put together from parts first (`IListParts`). EUMs, which mostly may not sign CRLs, revoke single chips by a statement.
/// Nothing here ever takes a revocation back: neither a later list, nor a reason "hold", nor a list that is out of date.
interface IRevocationLists {
    /// @notice The opening of an issuer's leaf in `caTree`, with the key itself.
    struct Issuer {
        uint256 x;
        uint256 y;
        Role role;
        uint8 flags;
        uint40 notAfter;
        uint256 revKey;
        uint256 constraint;
    }

    /// @notice What is known of the lists of one issuer and distribution point, one slot.
    /// @param number cRLNumber of the newest list.
    /// @param thisUpdate Of the newest list (UNIX time).
    /// @param nextUpdate Of the newest list that went in completely (UNIX time); 0: none did.
    /// @param isKnown Whether there was a list.
    /// @param isCounted Whether the issuer's information is fresh only while this scope's is.
    struct Scope {
        uint160 number;
        uint40 thisUpdate;
        uint40 nextUpdate;
        bool isKnown;
        bool isCounted;
    }

    /// @notice A list that was accepted and is not complete.
    /// @param rest keccak256 of the entries that are left, as they are encoded.
    /// @param leaf Of the issuer.
    /// @param issuerKeyHash Of the issuer's key.
    /// @param scope Id of the scope.
    /// @param number cRLNumber.
    /// @param nextUpdate UNIX time.
    /// @param isOfChips Whether an EUM signed it.
    struct Pending {
        bytes32 rest;
        uint256 leaf;
        uint256 issuerKeyHash;
        bytes32 scope;
        uint160 number;
        uint40 nextUpdate;
        bool isOfChips;
    }

    event CrlAccepted(
        bytes32 indexed crlHash,
        uint256 indexed leaf,
        bytes32 indexed scope,
        uint160 number,
        uint40 thisUpdate,
        uint40 nextUpdate
    );
    /// `entries` were looked at; `octetsLeft` of the entries' encoding are to follow, 0: the list is complete.
    event CrlInserted(bytes32 indexed crlHash, uint256 entries, uint256 octetsLeft);
    event ChipRevokedByStatement(uint256 indexed leaf, uint160 serialNumber);
    event ScopeForgotten(uint256 indexed issuerKeyHash, bytes32 indexed scope);

    /// The issuer's line is neither Valid nor Stale.
    error IssuerRefused(uint256 leaf, Status status);
    /// The issuer's certificate does not allow it to sign CRLs (RFC 5280 4.2.1.3).
    error CrlSignMissing(uint256 leaf);
    /// Only an EUM speaks for chips.
    error NotAnEum(uint256 leaf, Role role);
    /// The signature is not the issuer's key's over what it is to sign.
    error SignatureRefused(uint256 leaf);
    /// thisUpdate lies in the future (both UNIX time).
    error CrlNotYetValid(uint40 thisUpdate, uint256 blockTimestamp);
    /// The scope has had a list with this number, or a later one.
    error CrlNumberNotNewer(bytes32 scope, uint160 number, uint160 known);
    /// The scope has had a list that is younger, if with a smaller number (both UNIX time).
    error CrlOlder(bytes32 scope, uint40 thisUpdate, uint40 known);
    /// The issuer has lists of as many scopes as are counted; governance may forget one that was abandoned.
    error TooManyScopes(uint256 issuerKeyHash);
    /// The issuer has no such scope that is counted, or none at all.
    error ScopeUnknown(uint256 issuerKeyHash, bytes32 scope);
    /// There is no such list of which something is left.
    error CrlUnknown(bytes32 crlHash);
    /// These octets are not what is left of the list.
    error CrlRestMismatch(bytes32 crlHash, bytes32 given);
    /// There are more or fewer hints than chips to be revoked now, or more than a batch holds.
    error LowIndexCount(uint256 chips, uint256 lowIndexes);
    /// The chip is revoked already.
    error ChipAlreadyListed(uint256 issuerKeyHash, uint160 serialNumber);
    /// There is no part at this address.
    error PartMissing(address place);
    /// The parts have fewer octets than were asked for.
    error PartRange(uint256 from, uint256 octets, uint256 length);

    /// @notice Registry of certificates, fixed.
    function certificates() external view returns (ICertificateRegistry);

    /// @notice Registry of revocations, fixed.
    function revocations() external view returns (IRevocationRegistry);

    /// @notice Most scopes of one issuer that are counted.
    function MAX_SCOPES() external view returns (uint256);

    // ---- Lists

    /// @notice Brings a list. Entries of a CI's or sub-CI's are CAs and servers, of an EUM's chips. What is listed already is passed over.
    /// When the newest list of a scope is complete, the issuer's `nextUpdate` becomes the earliest of its counted scopes'.
    /// @param issuer Who signed: Valid or Stale, with cRLSign.
    /// @param crl DER.
    /// @param maxEntries Entries to look at now; the rest is for {continueCrl}.
    /// @param lowIndexes Of an EUM's list: for each chip to be revoked now the hint that `IRevocationRegistry.revokeChips` takes. When the hints
    /// are used up, the insertion stops before the next chip.
    /// @return crlHash {crlName}: what the list is called from now on.
    /// @return complete Whether nothing is left.
    /// Reverts with the errors of `IDer` and `ICrl`, {IssuerRefused}, {CrlSignMissing}, {CrlNotYetValid}, {SignatureRefused},
    /// {CrlNumberNotNewer}, {CrlOlder}, {TooManyScopes}, {LowIndexCount}, and those of `IRevocationRegistry.revokeChips`.
    function submitCrl(
        Issuer calldata issuer,
        bytes calldata crl,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bytes32 crlHash, bool complete);

    /// @notice As {submitCrl}, of a list in parts. Reverts with {PartMissing} too.
    function submitStaged(
        Issuer calldata issuer,
        address[] calldata parts,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bytes32 crlHash, bool complete);

    /// @notice Goes on with a list. Anybody may; also when its scope has had a newer one since.
    /// @param rest The entries that are left: as many octets as {CrlInserted} said last, up to the end of revokedCertificates.
    /// Reverts with {CrlUnknown}, {CrlRestMismatch}, and as {submitCrl} does for entries.
    function continueCrl(
        bytes32 crlHash,
        bytes calldata rest,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bool complete);

    /// @notice As {continueCrl}, of a list in parts.
    /// @param from Where the rest begins in the octets of all parts.
    /// @param octets How long it is.
    /// Reverts with {PartMissing}, {PartRange} too.
    function continueStaged(
        bytes32 crlHash,
        address[] calldata parts,
        uint256 from,
        uint256 octets,
        uint256 maxEntries,
        uint256[] calldata lowIndexes
    ) external returns (bool complete);

    /// @notice Says again until when the issuer's information is fresh: for another leaf of the same key, or after a scope was forgotten.
    /// Reverts with {IssuerRefused}, {ScopeUnknown}.
    function refresh(Issuer calldata issuer) external;

    /// @notice Counts a scope no more, so that an abandoned distribution point does not keep its issuer stale. Its number stays: old lists
    /// do not come back; a newer one makes it count again. Role: governance. Reverts with {ScopeUnknown}.
    function forgetScope(uint256 issuerKeyHash, bool isOfChips, bytes32 scope) external;

    // ---- Single chips

    /// @notice Revokes a chip by its EUM's word. Anybody may bring it, at any time.
    /// @param issuer The EUM: Valid or Stale. It needs no cRLSign: this is no CRL.
    /// @param serialNumber Of the chip's certificate.
    /// @param lowIndex Hint, see `IRevocationRegistry.revokeChips`.
    /// @param r ECDSA signature over {statementDigest} on P-256; s may be high.
    /// @param s See `r`.
    /// Reverts with {IssuerRefused}, {NotAnEum}, {SignatureRefused}, {ChipAlreadyListed}, and those of `IRevocationRegistry.revokeChips`.
    function revokeChipByStatement(
        Issuer calldata issuer,
        uint160 serialNumber,
        uint256 lowIndex,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice SHA-256 of ABI-encoded ("revoke-chip", chainId, this contract, issuerKeyHash, serialNumber): what an EUM's key signs. It begins
    /// with 31 zero octets and so is no structure of SGP.22 or X.509, which begin with a DER tag: nothing else that the key
    /// signs can pass for it.
    function statementDigest(uint256 issuerKeyHash, uint160 serialNumber) external view returns (bytes32);

    // ---- What is known

    /// @notice What a list is called: keccak256 of its TBSCertList, so that (r, s) and (r, n - s) are signatures of one list; of one that
    /// was brought as an EUM's keccak256 of ABI-encoded ("chips", that).
    /// A key may be certified in several roles, by several CIs: what it signed then is a list in each of them.
    function crlName(bytes32 tbsHash, bool isOfChips) external pure returns (bytes32);

    /// @notice Id of the scope of an issuer's key and a distribution point.
    /// @param isOfChips Whether the key signs as an EUM's.
    /// @param distributionPoint keccak256 of the value of issuingDistributionPoint in DER, of nothing where there is none.
    function scopeId(uint256 issuerKeyHash, bool isOfChips, bytes32 distributionPoint) external pure returns (bytes32);

    /// @notice What is known of a scope.
    function scopeOf(bytes32 scope) external view returns (Scope memory);

    /// @notice Scopes of an issuer's key that are counted.
    function scopesOf(uint256 issuerKeyHash, bool isOfChips) external view returns (bytes32[] memory);

    /// @notice A list that is not complete; all zero for any other.
    function pendingOf(bytes32 crlHash) external view returns (Pending memory);

    /// @notice Whether a list or statement of the issuer has named the chip. Chips that were revoked otherwise are in
    /// `IRevocationRegistry.chipRevokedAt` alone.
    function isChipListed(uint256 issuerKeyHash, uint160 serialNumber) external view returns (bool);
}

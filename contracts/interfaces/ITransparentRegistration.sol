// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICertificateRegistry, Role} from "./ICertificateRegistry.sol";

/// @title Registration in the open: certificates themselves instead of proofs about them
/// @notice For CAs and servers that have nothing to hide: their certificates are public, and their records say nearly all that stands in
/// them. The rules are those of the circuit `certificate`, and the record is the same. Chips stay hidden and are refused. Nothing is kept of a
/// certificate but its record; it stands in the transaction for all to read. Errors of reading: `IX509`, `IDer`.
interface ITransparentRegistration {
    /// @notice The opening of the leaf of an anchor or sub-CI, with the key itself.
    /// @param x Affine coordinates on P-256.
    /// @param y See `x`.
    /// @param role Ci or SubCi.
    /// @param flags As in the leaf: bit 0 cRLSign, bits 1-3 remaining path length.
    /// @param notAfter As in the leaf (UNIX time).
    /// @param revKey As in the leaf.
    struct IssuerOpening {
        uint256 x;
        uint256 y;
        Role role;
        uint8 flags;
        uint40 notAfter;
        uint256 revKey;
    }

    /// The chain has no certificate.
    error ChainEmpty();
    /// Certificate `index` of the chain was not signed by the key of its issuer.
    error SignatureRefused(uint256 index);
    /// The certificate begins later (UNIX time).
    error CertificateNotYetValid(uint40 notBefore);
    /// An eUICC's certificate, which would give away a chip that a proof hides; or a CI's, which is an anchor that governance adds.
    error RoleNotPublic(Role role);

    /// @notice Registers the certificates of a chain. Anybody may: the record gives no rights to the sender.
    /// @param chain DER, issuers first: the first is signed by the key of `issuer`, each further one by the key of the one before it.
    /// All or nothing. A certificate that is registered is refused: begin the chain below it, with its opening.
    /// @param issuer Opens the leaf of the issuer, which must be an active anchor or sub-CI.
    /// @return leaves One for each certificate, in the order of the chain.
    /// Reverts with {ChainEmpty}, {SignatureRefused}, {CertificateNotYetValid}, {RoleNotPublic}, `NotInField`, `KeyInvalid`, the errors of
    /// `IX509` and `IDer`, and those of `ICertificateRegistry.registerVerified`.
    function registerTransparent(
        bytes[] calldata chain,
        IssuerOpening calldata issuer
    ) external returns (uint256[] memory leaves);

    /// @notice The registry that the records stand in.
    function registry() external view returns (ICertificateRegistry);
}

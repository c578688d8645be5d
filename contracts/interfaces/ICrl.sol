// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Errors of what reads CRLs
/// @notice Positions count octets of what was given: of the whole list, or of the rest that a continuation brings.
interface ICrl {
    /// The list is not of version 2 (RFC 5280 5.1.2.1); 1 stands for it.
    error CrlVersionRefused(uint160 version);
    /// The AlgorithmIdentifier is not ecdsa-with-SHA256 without parameters (RFC 5758 3.2).
    error CrlAlgorithmRefused(uint256 position);
    /// thisUpdate is later than nextUpdate (both UNIX time).
    error CrlNeverCurrent(uint40 thisUpdate, uint40 nextUpdate);
    /// There is no cRLNumber (RFC 5280 5.2.3).
    error CrlNumberMissing();
    /// The extension is critical and unknown, makes the list a delta or indirect one, or its value is not of its form.
    error CrlExtensionRefused(uint256 position);
    /// The extension stands there a second time.
    error CrlExtensionRepeated(uint256 position);
    /// The issuingDistributionPoint is empty, or says more than one distribution point and one kind of certificates: the list is indirect,
    /// for some reasons only, or of attribute certificates (RFC 5280 5.2.5).
    error CrlScopeRefused(uint256 position);
    /// The reasonCode cannot occur in a complete list (RFC 5280 5.3.1).
    error CrlReasonRefused(uint256 position);
}

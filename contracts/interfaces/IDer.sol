// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Errors of the DER reader
/// @notice Each names the position of the first octet of what is refused, in the octets that were given.
interface IDer {
    /// The element, or its header, does not end within what surrounds it.
    error DerTruncated(uint256 position);
    /// The length is indefinite, spelled in more octets than needed, or in more than four (X.690 10.1).
    error DerLengthRefused(uint256 position);
    /// The identifier octet `tag` cannot stand here.
    error DerTagRefused(uint256 position, uint256 tag);
    /// Something follows where the structure must end.
    error DerNotAtEnd(uint256 position);
    /// The INTEGER or ENUMERATED is negative, not minimal (X.690 8.3.2), longer than allowed, or 0 where it must not be.
    error DerIntegerRefused(uint256 position);
    /// The BOOLEAN is not TRUE in its one DER form: where FALSE is the default, it is left out (X.690 11.1, 11.5).
    error DerBooleanRefused(uint256 position);
    /// The time is not as RFC 5280 4.1.2.5 writes it, does not exist, or lies before 1970.
    error DerTimeRefused(uint256 position);
    /// The BIT STRING is not an ECDSA-Sig-Value of P-256 with 0 < r, s < n and no unused bits (RFC 3279 2.2.3).
    error DerSignatureRefused(uint256 position);
    /// The OBJECT IDENTIFIER is empty, ends within an arc, or has an arc that is not minimal or longer than 19 octets.
    error DerObjectIdentifierRefused(uint256 position);
    /// The string is empty or holds octets outside its type's repertoire.
    error DerStringRefused(uint256 position);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Role} from "./ICertificateRegistry.sol";

/// @notice What a certificate says (RFC 5280 4.1, in the profile of SGP.22 4.5.2), as far as its record needs it.
/// @param serialNumber 0 < serialNumber < 2^159.
/// @param notBefore UNIX time, inclusive.
/// @param notAfter UNIX time, inclusive.
/// @param x Affine coordinates of its own key: a point of P-256, canonical.
/// @param y See `x`.
/// @param role From its policy; Ci to DsAuth.
/// @param crlSign Of a CA: keyUsage cRLSign.
/// @param pathLength Of a CA: CAs that may follow, 0 to 6; 7: none stated. 0 for others.
/// @param attribute An EUM's `constraint`, a server's `ridHash` (0: it names no RID), 0 for others.
struct Certificate {
    uint160 serialNumber;
    uint40 notBefore;
    uint40 notAfter;
    uint256 x;
    uint256 y;
    Role role;
    bool crlSign;
    uint8 pathLength;
    uint256 attribute;
}

/// @notice A certificate with the signature around it.
/// @param tbsStart First octet of the TBSCertificate, header included, in the certificate.
/// @param tbsEnd After its last octet.
/// @param r ECDSA signature on P-256, 0 < r, s < n; s may be high.
/// @param s See `r`.
struct SignedCertificate {
    Certificate certificate;
    uint256 tbsStart;
    uint256 tbsEnd;
    bytes32 r;
    bytes32 s;
}

/// @title Errors of the reader of certificates
/// @notice `position` is that of the first octet of what is refused, in the certificate; `role` is what its policy says it is.
interface IX509 {
    /// The certificate has more octets than any of SGP.22: at most 16,384 are read.
    error CertificateTooLarge(uint256 octets);
    /// The certificate is not of version 3.
    error VersionRefused(uint256 position);
    /// An AlgorithmIdentifier, of the signed part or beside it, is not ecdsa-with-SHA256 without parameters (RFC 5758 3.2).
    error SignatureAlgorithmRefused(uint256 position);
    /// A Name is empty, or a RelativeDistinguishedName in it is empty, not in ascending order or repeats an attribute type.
    error NameRefused(uint256 position);
    /// notBefore is later than notAfter (both UNIX time).
    error ValidityRefused(uint40 notBefore, uint40 notAfter);
    /// The SubjectPublicKeyInfo is not an uncompressed key on P-256 (RFC 5480 2).
    error KeyKindRefused(uint256 position);
    /// There is no extension, or there are more than 12.
    error ExtensionCountRefused(uint256 position);
    /// The extension stands in the certificate twice (RFC 5280 4.2).
    error ExtensionRepeated(uint256 position);
    /// The extension is critical and not understood here (RFC 5280 4.2).
    error ExtensionNotUnderstood(uint256 position);
    /// The value of an extension is not what RFC 5280 4.2.1 or SGP.22 4.5.2 makes of it.
    error ExtensionRefused(uint256 position);
    /// There are no certificatePolicies of exactly one policy without qualifiers that is a role of SGP.22 version 2.
    error PolicyRefused(uint256 position);
    /// keyUsage (as its octet of bits; 0: none) is missing, spelled otherwise than in DER, or not that of the role.
    error KeyUsageRefused(Role role, uint256 bits);
    /// A CA's basicConstraints are missing, not critical or do not say so; or those of another say that it is one.
    error BasicConstraintsRefused(Role role);
    /// extKeyUsage of a TLS server lacks serverAuth, or a critical one limits the key of another (RFC 5280 4.2.1.12).
    error ExtendedKeyUsageRefused(Role role);
    /// An EUM's nameConstraints are missing, or those of another are there.
    error NameConstraintsMisplaced(Role role);
    /// nameConstraints are not one to four permitted subtrees of one organization and an EID prefix each (SGP.22 4.5.2.1.0.2).
    error NameConstraintsRefused(uint256 position);
    /// An alternative name is empty, not of its form, or of a kind that is not read: otherName, x400Address, ediPartyName.
    error GeneralNameRefused(uint256 position);
    /// The registeredID is missing where the role needs one, stands there twice, or has more than 31 octets.
    error RegisteredIdRefused(Role role);
}

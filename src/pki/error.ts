/** Why a certificate, CRL or chain is refused. Each code is one rule; docs/ERRORS.md lists what to do about it. */
export type PkiErrorCode =
  // Encoding (X.690 clauses 8 and 10)
  | 'DerTruncated'
  | 'DerTrailingBytes'
  | 'DerLength'
  | 'DerTag'
  | 'DerTooDeep'
  | 'DerTooLarge'
  | 'DerBoolean'
  | 'DerInteger'
  | 'DerBitString'
  | 'DerNull'
  | 'DerObjectIdentifier'
  | 'DerSet'
  | 'DerString'
  | 'DerTime'
  | 'DerStructure'
  // Certificates and CRLs (RFC 5280 clauses 4 and 5)
  | 'Version'
  | 'SerialNumber'
  | 'SignatureAlgorithm'
  | 'SignatureAlgorithmMismatch'
  | 'SignatureValue'
  | 'Name'
  | 'Validity'
  | 'PublicKeyAlgorithm'
  | 'BrainpoolCurve'
  | 'UnsupportedCurve'
  | 'PublicKey'
  | 'UniqueIdentifier'
  | 'DuplicateExtension'
  | 'UnknownCriticalExtension'
  | 'Extension'
  | 'CrlKind'
  // The profile of SGP.22 4.5.2
  | 'CertificatePolicy'
  | 'Role'
  | 'KeyUsage'
  | 'ExtendedKeyUsage'
  | 'BasicConstraints'
  | 'NameConstraints'
  | 'Eid'
  | 'RegisteredId'
  // Chains (RFC 5280 clause 6, SGP.22 4.5.2.2)
  | 'IssuerNotFound'
  | 'UnknownAnchor'
  | 'SignatureInvalid'
  | 'NotYetValid'
  | 'Expired'
  | 'IssuerRole'
  | 'PathLength'
  | 'OrganizationNotPermitted'
  | 'EidNotPermitted'
  | 'ChainTooComplex'
  | 'CrlMissing'
  | 'Revoked'
  // Files
  | 'File'
  | 'Pem';

/** A certificate, CRL or chain that is refused: which rule, and a sentence with the value found and the remedy. */
export class PkiError extends Error {
  override readonly name = 'PkiError';
  readonly code: PkiErrorCode;

  constructor(code: PkiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

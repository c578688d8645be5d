/** Why a certificate that is valid by itself cannot be proven under its issuer. */
export type CertificateStatementErrorCode =
  /** A part is larger than the circuit has room for. */
  | 'Limit'
  /** A CI is a trust anchor: governance adds it, no proof does. */
  | 'Anchor'
  /** A chip is hidden: it is proven, never registered in the open. */
  | 'Chip'
  | 'IssuerRole'
  | 'PathLength'
  | 'OrganizationNotPermitted'
  | 'EidNotPermitted'
  | 'SignatureInvalid'
  | 'HolderSecret'
  | 'NotYetValid'
  | 'Expired'
  | 'IssuerExpired'
  | 'Proof';

/** A statement that `circuits/certificate.circom` refuses: which rule, and a sentence with the values. */
export class CertificateStatementError extends Error {
  override readonly name = 'CertificateStatementError';
  readonly code: CertificateStatementErrorCode;

  constructor(code: CertificateStatementErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

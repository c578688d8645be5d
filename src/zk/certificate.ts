/** The `certificate` proof: what it states, and the circuit's inputs (docs/PROTOCOL.md 2.1). */
export { CertificateStatementError, type CertificateStatementErrorCode } from './certificate/error.ts';
export { CERTIFICATE_SIGNALS, certificateInputs, tbsBits, type ProofRequest } from './certificate/inputs.ts';
export { anchorRecord, issuerLeaf, type EumConstraint, type IssuerRecord } from './certificate/issuer.ts';
export { CircuitLimit } from './certificate/limits.ts';
export {
  certificateStatement,
  checkNoChip,
  leafOf,
  openStatement,
  type CertificateStatement,
  type CertificateUnderIssuer,
  type LeafKind,
  type LeafOpening,
} from './certificate/statement.ts';

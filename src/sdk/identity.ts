import type { Certificate } from '../pki/certificate.ts';
import { keyHash, nullifier, recordId, revKey } from '../zk/values.ts';

/** What the chain knows a certificate by. */
export interface CertificateIdentity {
  readonly keyHash: bigint;
  readonly revKey: bigint;
  /** Of a CA's or server's record. */
  readonly recordId: bigint;
  /** Of an eUICC. */
  readonly nullifier: bigint | undefined;
}

/** Identity of a certificate under the key of its issuer. */
export function identityOf(certificate: Certificate, issuer: Certificate): CertificateIdentity {
  const own = keyHash(certificate.publicKey);
  const issuerKeyHash = keyHash(issuer.publicKey);
  const ownRevKey = revKey(issuerKeyHash, certificate.serialNumber);
  return {
    keyHash: own,
    revKey: ownRevKey,
    recordId: recordId(issuerKeyHash, certificate.serialNumber),
    nullifier: certificate.role === 'Euicc' ? nullifier(own, ownRevKey) : undefined,
  };
}

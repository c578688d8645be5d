import type { Certificate } from '../pki/certificate.ts';
import { keyHash, nullifier, revKey } from '../zk/values.ts';

/** What the chain knows a certificate by. */
export interface CertificateIdentity {
  readonly keyHash: bigint;
  readonly revKey: bigint;
  /** Of an eUICC. */
  readonly nullifier: bigint | undefined;
}

/** Identity of a certificate under the key of its issuer. */
export function identityOf(certificate: Certificate, issuer: Certificate): CertificateIdentity {
  const own = keyHash(certificate.publicKey);
  const ownRevKey = revKey(keyHash(issuer.publicKey), certificate.serialNumber);
  return {
    keyHash: own,
    revKey: ownRevKey,
    nullifier: certificate.role === 'Euicc' ? nullifier(own, ownRevKey) : undefined,
  };
}

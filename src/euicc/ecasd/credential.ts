import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { Certificate } from '../../pki/certificate.ts';
import { PkiError } from '../../pki/error.ts';
import { checkLink } from '../../pki/link.ts';
import { isSignedBy } from '../../pki/signature.ts';
import { EuiccError } from '../error.ts';

/** What a chip's maker puts into it for one Certificate Issuer (SGP.22 2.4.3). */
export interface CredentialParts {
  readonly euiccCertificate: Certificate;
  readonly eumCertificate: Certificate;
  readonly ciCertificate: Certificate;
  /** SK.EUICC.ECDSA: 32 octets, big endian. */
  readonly secretKey: Uint8Array;
}

/** SK.EUICC.ECDSA with its certificates. The key signs and shows in no output. */
export class EuiccCredential {
  readonly eid: string;
  readonly euiccCertificate: Certificate;
  readonly eumCertificate: Certificate;
  /** Key identifier of the CI: euiccCiPKIdToBeUsed chooses by it. */
  readonly ciPKId: Uint8Array;
  readonly #key: KeyObject;

  /** Throws EuiccError `Credential` where the three certificates are no line, or the key is not the chip's. */
  constructor({ euiccCertificate, eumCertificate, ciCertificate, secretKey }: CredentialParts) {
    const { eid, publicKey } = euiccCertificate;
    const { subjectKeyIdentifier } = ciCertificate;
    if (eid === undefined || ciCertificate.role !== 'Ci' || subjectKeyIdentifier === undefined) {
      throw new EuiccError('Credential', 'An eUICC needs a certificate with its EID, and a CI with a key identifier.');
    }
    assertIssued(euiccCertificate, eumCertificate);
    assertIssued(eumCertificate, ciCertificate);
    const point = publicPoint(secretKey);
    const coordinateOf = (start: number): bigint => BigInt(`0x${point.toString('hex', start, start + 32)}`);
    if (coordinateOf(1) !== publicKey.x || coordinateOf(33) !== publicKey.y) {
      throw new EuiccError('Credential', `The private key is not that of the certificate of eUICC ${eid}.`);
    }
    this.eid = eid;
    this.euiccCertificate = euiccCertificate;
    this.eumCertificate = eumCertificate;
    this.ciPKId = subjectKeyIdentifier;
    const coordinate = (start: number): string => point.toString('base64url', start, start + 32);
    const d = Buffer.from(secretKey).toString('base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33), d };
    this.#key = createPrivateKey({ key: jwk, format: 'jwk' });
  }

  /** ECDSA with SHA-256 over `message`: r and s in 64 octets (SGP.22 2.6.7.2). */
  sign(message: Uint8Array): Uint8Array {
    return Uint8Array.from(sign('sha256', message, { key: this.#key, dsaEncoding: 'ieee-p1363' }));
  }
}

function assertIssued(certificate: Certificate, issuer: Certificate): void {
  try {
    checkLink(certificate, issuer);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new EuiccError('Credential', `The eUICC's certificates are no line: ${cause.message}`, { cause });
  }
  if (!isSignedBy(certificate, issuer)) {
    throw new EuiccError('Credential', `"${issuer.subject.text}" did not sign "${certificate.subject.text}".`);
  }
}

function publicPoint(secretKey: Uint8Array): Buffer {
  try {
    return Buffer.from(p256.getPublicKey(secretKey, false));
  } catch {
    throw new EuiccError('Credential', 'A private key of P-256 has 32 octets and lies between 1 and the order.');
  }
}

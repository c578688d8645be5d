import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import type { Certificate } from '../../pki/certificate.ts';
import type { BspKeys } from '../../rsp/bsp/keys.ts';
import { OneTimeKeyPair } from '../../rsp/bsp/one-time-key-pair.ts';
import { deriveSessionKeys, type SessionParties } from '../../rsp/bsp/session-keys.ts';
import { SmdpError } from '../error.ts';
import { identitiesOf, type SmdpIdentity } from './identity.ts';
import type { KeyAgreement, SmdpKeys } from './smdp-keys.ts';

/** A certificate with its private key. */
export interface KeyedCertificate {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

/** Keys held in this process. A key object shows its key in no output. */
export class SoftwareKeys implements SmdpKeys {
  readonly identities: readonly SmdpIdentity[];
  readonly #keys: ReadonlyMap<Certificate, KeyObject>;

  /** `at` in Unix seconds. Throws {@link SmdpError} Configuration. */
  constructor(keyed: readonly KeyedCertificate[], certificateIssuers: readonly Certificate[], at: number) {
    for (const pair of keyed) {
      if (SoftwareKeys.isPair(pair)) continue;
      const name = pair.certificate.subject.text;
      throw new SmdpError('Configuration', `The private key given for "${name}" is not that of its certificate.`);
    }
    const certificates = keyed.map(({ certificate }) => certificate);
    this.identities = identitiesOf(certificates, certificateIssuers, at);
    this.#keys = new Map(keyed.map(({ certificate, privateKey }) => [certificate, privateKey]));
  }

  /** Whether the private key is that of the certificate. */
  static isPair({ certificate: { publicKey }, privateKey }: KeyedCertificate): boolean {
    const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    return publicKey.x === numberOf(x) && publicKey.y === numberOf(y);
  }

  sign(certificate: Certificate, message: Uint8Array): Promise<Uint8Array> {
    const key = this.#keys.get(certificate);
    if (key === undefined) throw new SmdpError('Configuration', 'The server has no key for this certificate.');
    return Promise.resolve(Uint8Array.from(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, rather than throw
  async agree(euiccOtpk: Uint8Array, parties: SessionParties): Promise<KeyAgreement> {
    const pair = OneTimeKeyPair.generate();
    try {
      return { smdpOtpk: pair.publicKey, sessionKeys: sessionKeysOf(pair.agree(euiccOtpk), parties) };
    } finally {
      pair.erase();
    }
  }
}

function sessionKeysOf(sharedSecret: Uint8Array, parties: SessionParties): BspKeys {
  try {
    return deriveSessionKeys(sharedSecret, parties);
  } finally {
    sharedSecret.fill(0);
  }
}

function numberOf(base64url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64url, 'base64url').toString('hex')}`);
}

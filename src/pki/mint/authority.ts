import { parseCertificate, type Certificate } from '../certificate.ts';
import type { Entropy } from './entropy.ts';
import { issue, type CertificateTemplate } from './issue.ts';
import { keyIdentifier, newKeyPair, subjectPublicKeyInfo, type KeyPair } from './key.ts';
import { name } from './name.ts';
import type { MintProfile } from './profile.ts';
import type { SignatureHalf } from './sign.ts';

/** A certificate that was minted, with its private key. */
export interface Minted {
  /** Stem of its file name. */
  readonly name: string;
  readonly certificate: Certificate;
  /** 32 octets, big-endian. */
  readonly secretKey: Uint8Array;
  /** undefined: self-signed. */
  readonly issuer: Minted | undefined;
}

export interface Validity {
  /** Unix seconds, inclusive. */
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

export interface MintRequest {
  readonly name: string;
  readonly profile: MintProfile;
  readonly validity: Validity;
  readonly issuer: Minted | undefined;
}

const SERIAL_OCTETS = 16;

/** Issues certificates; every second signature gets the high s, since real ones have either. */
export class Authority {
  readonly #entropy: Entropy;
  #issued = 0;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  mint(request: MintRequest): Minted {
    const keys = newKeyPair(this.#entropy, request.name);
    const signer = request.issuer?.secretKey ?? keys.secretKey;
    const certificate = parseCertificate(issue(this.template(request, keys), signer, this.nextHalf()));
    return { name: request.name, certificate, secretKey: keys.secretKey, issuer: request.issuer };
  }

  /** What {@link mint} signs. */
  template({ name: label, profile, validity, issuer }: MintRequest, keys: KeyPair): CertificateTemplate {
    const own = keyIdentifier(keys.point);
    const subject = name(...profile.subject);
    const issuerName =
      profile.issuer === undefined ? (issuer?.certificate.subject.der ?? subject) : name(...profile.issuer);
    return {
      serialNumber: this.serialNumber(label),
      issuer: issuerName,
      subject,
      ...validity,
      subjectPublicKeyInfo: subjectPublicKeyInfo(keys.point),
      extensions: profile.extensions(own, issuer?.certificate.subjectKeyIdentifier ?? own),
    };
  }

  keyPair(label: string): KeyPair {
    return newKeyPair(this.#entropy, label);
  }

  serialNumber(label: string): bigint {
    const octets = this.#entropy.octets(`serial number ${label}`, SERIAL_OCTETS);
    return BigInt(`0x${Buffer.from(octets).toString('hex')}`);
  }

  nextHalf(): SignatureHalf {
    return this.#issued++ % 2 === 0 ? 'low' : 'high';
  }
}

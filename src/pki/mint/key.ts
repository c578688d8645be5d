import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { bitString, objectIdentifier, sequence } from '../der/writer.ts';
import { Oid } from '../oid.ts';
import type { Entropy } from './entropy.ts';

/** A P-256 key pair. */
export interface KeyPair {
  /** 32 octets, big-endian. */
  readonly secretKey: Uint8Array;
  /** 04, x, y. */
  readonly point: Uint8Array;
}

/** Octets per key: 128 bits more than the order, so that the reduction leaves no bias (FIPS 186-5 A.2.1). */
const SEED_OCTETS = 48;

export function newKeyPair(entropy: Entropy, label: string): KeyPair {
  const secretKey = p256.utils.randomSecretKey(entropy.octets(`key ${label}`, SEED_OCTETS));
  return { secretKey, point: p256.getPublicKey(secretKey, false) };
}

/** SubjectPublicKeyInfo of an uncompressed point (RFC 5480). */
export function subjectPublicKeyInfo(point: Uint8Array, curve: string = Oid.prime256v1): Uint8Array {
  return sequence(sequence(objectIdentifier(Oid.ecPublicKey), objectIdentifier(curve)), bitString(point));
}

/** SHA-1 of the point (RFC 5280 4.2.1.2 method 1): a name for the key, not a protection of it. */
export function keyIdentifier(point: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha1').update(point).digest());
}

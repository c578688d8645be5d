import { createHash } from 'node:crypto';
import { BspError } from './error.ts';

const HASH_OCTETS = 32;
/** ANSI X9.63 5.6.3 allows 2^32 - 1 hashes; nothing here needs more than a few. */
const MAXIMUM_OCTETS = HASH_OCTETS * 255;

/**
 * The X9.63 key derivation with SHA-256 (SGP.22 2.6.4, BSI TR-03111 4.3.3): `length` octets of
 * SHA-256(sharedSecret ‖ counter ‖ sharedInfo), counter in four octets from 00000001. Throws `KeyDerivation`.
 */
export function x963Kdf(sharedSecret: Uint8Array, sharedInfo: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 1 || length > MAXIMUM_OCTETS) {
    throw new BspError('KeyDerivation', `A key derivation gives 1 to ${MAXIMUM_OCTETS} octets, not ${length}.`);
  }
  const output = new Uint8Array(Math.ceil(length / HASH_OCTETS) * HASH_OCTETS);
  for (let counter = 1; (counter - 1) * HASH_OCTETS < length; counter++) {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(counter);
    const digest = createHash('sha256').update(sharedSecret).update(octets).update(sharedInfo).digest();
    output.set(digest, (counter - 1) * HASH_OCTETS);
    digest.fill(0);
  }
  return output.slice(0, length);
}

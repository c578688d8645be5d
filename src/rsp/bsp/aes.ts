import { createCipheriv, createDecipheriv } from 'node:crypto';
import { BspError } from './error.ts';

/** Octets of an AES block. */
export const BLOCK = 16;

const ZERO_BLOCK = new Uint8Array(BLOCK);

/** AES in electronic code book of whole blocks; nothing is padded. Key of 16, 24 or 32 octets. Throws `KeyLength`. */
export function encryptBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${keyBits(key)}-ecb`, key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

/** AES-CBC of whole blocks; nothing is padded. Without `icv` the chain starts from zeros. Throws `KeyLength`. */
export function encryptChain(key: Uint8Array, blocks: Uint8Array, icv: Uint8Array = ZERO_BLOCK): Uint8Array {
  const cipher = createCipheriv(`aes-${keyBits(key)}-cbc`, key, icv).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

/** The inverse of `encryptChain`. */
export function decryptChain(key: Uint8Array, blocks: Uint8Array, icv: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(`aes-${keyBits(key)}-cbc`, key, icv).setAutoPadding(false);
  return Buffer.concat([decipher.update(blocks), decipher.final()]);
}

function keyBits(key: Uint8Array): 128 | 192 | 256 {
  const bits = key.length * 8;
  if (bits === 128 || bits === 192 || bits === 256) return bits;
  throw new BspError('KeyLength', `An AES key has 16, 24 or 32 octets, this one ${key.length}.`);
}

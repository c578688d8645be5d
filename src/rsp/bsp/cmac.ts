import { BLOCK, encryptBlocks, encryptChain } from './aes.ts';

/** AES-CMAC over the parts in order (NIST SP 800-38B 6.2, RFC 4493): 16 octets. Throws `KeyLength`. */
export function aesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const message = Buffer.concat(parts);
  const subkey1 = doubled(encryptBlocks(key, new Uint8Array(BLOCK)));
  const whole = message.length > 0 && message.length % BLOCK === 0;
  const padded = whole ? message : Buffer.concat([message, Uint8Array.of(0x80)]);
  const blocks = new Uint8Array(Math.ceil(padded.length / BLOCK) * BLOCK);
  blocks.set(padded);
  const mask = whole ? subkey1 : doubled(subkey1);
  const last = blocks.subarray(-BLOCK);
  for (const [i, octet] of mask.entries()) last[i]! ^= octet;
  return encryptChain(key, blocks).slice(-BLOCK);
}

/** The block times x in GF(2^128), without a branch on its bits (SP 800-38B 6.1). */
function doubled(block: Uint8Array): Uint8Array {
  const result = block.map((octet, i) => (octet << 1) | ((block[i + 1] ?? 0) >>> 7));
  result[BLOCK - 1]! ^= 0x87 & -(block[0]! >>> 7);
  return result;
}

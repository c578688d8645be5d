/** The halves of a digest of 32 octets as numbers, the first 16 octets first. */
export function halves(digest: Uint8Array): readonly [hi: bigint, lo: bigint] {
  const value = BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  return [value >> 128n, value & ((1n << 128n) - 1n)];
}

/** `count` limbs of `bits` bits each, least significant first; what is beyond the last limb is dropped. */
export function toLimbs(value: bigint, bits: number, count: number): bigint[] {
  const mask = (1n << BigInt(bits)) - 1n;
  return Array.from({ length: count }, (_, i) => (value >> BigInt(bits * i)) & mask);
}

export function fromLimbs(limbs: readonly bigint[], bits: number): bigint {
  return limbs.reduceRight((value, limb) => (value << BigInt(bits)) + limb, 0n);
}

/** Bits, least significant first. */
export function toBits(value: bigint, count: number): bigint[] {
  const digits = value.toString(2).padStart(count, '0').slice(-count);
  return Array.from(digits, (digit) => (digit === '1' ? 1n : 0n)).reverse();
}

export function fromBits(bits: readonly bigint[]): bigint {
  return bits.length === 0 ? 0n : BigInt(`0b${bits.toReversed().join('')}`);
}

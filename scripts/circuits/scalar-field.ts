/** Arithmetic in BN254's scalar field on plain integers 0..r-1. */
export const ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** Largest power of two that divides r - 1, as an exponent. */
const TWO_ADICITY = 28n;
/** Generates the multiplicative group; snarkjs takes its roots of unity from it. */
const GENERATOR = 5n;
export const SCALAR_OCTETS = 32;

export function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % ORDER];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % ORDER;
    square = (square * square) % ORDER;
  }
  return result;
}

/** Inverts in place with one exponentiation; 0 must not occur. */
export function invertAll(values: bigint[]): void {
  const prefixes: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    prefixes.push(product);
    product = (product * value) % ORDER;
  }
  if (product === 0n) throw new RangeError('0 has no inverse');
  let inverse = power(product, ORDER - 2n);
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i]!;
    values[i] = (inverse * prefixes[i]!) % ORDER;
    inverse = (inverse * value) % ORDER;
  }
}

/** The root of unity of order 2^log2 that snarkjs uses: 5^((r-1)/2^28), squared down. */
export function rootOfUnity(log2: number): bigint {
  const smallest = power(GENERATOR, (ORDER - 1n) >> TWO_ADICITY);
  return power(smallest, 1n << (TWO_ADICITY - BigInt(log2)));
}

/** 32 octets, little-endian. */
export function writeScalar(value: bigint, target: Uint8Array, offset: number): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, SCALAR_OCTETS);
  for (let i = 0; i < 4; i++) view.setBigUint64(8 * i, (value >> BigInt(64 * i)) & 0xffffffffffffffffn, true);
}

export function readScalar(source: DataView, offset: number): bigint {
  let value = 0n;
  for (let i = 3; i >= 0; i--) value = (value << 64n) | source.getBigUint64(offset + 8 * i, true);
  return value;
}

/**
 * P-256 as textbooks have it: affine coordinates, one inversion an addition. Written from SP 800-186 3.2.1.3 and FIPS 186-5 6.4.2, slow, and on
 * purpose without a line of src/zk/p256 or of a library: what those compute is compared with it.
 */

/** p = 2^256 − 2^224 + 2^192 + 2^96 − 1 */
export const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
/** The group's order, a prime. */
export const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const A = -3n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

export interface Affine {
  readonly x: bigint;
  readonly y: bigint;
}

/** The neutral element, which has no coordinates. */
export const INFINITY = 'infinity';
export type Element = Affine | typeof INFINITY;

export const G: Affine = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

/** The residue in 0..modulus − 1. */
export function residue(value: bigint, modulus = P): bigint {
  return ((value % modulus) + modulus) % modulus;
}

/** Euclid: each remainder is some factor times the value, modulo the modulus; the last one is 1. @throws RangeError for 0, which has none */
export function invert(value: bigint, modulus = P): bigint {
  let [larger, remainder] = [modulus, residue(value, modulus)];
  let [factorOfLarger, factor] = [0n, 1n];
  if (remainder === 0n) throw new RangeError('0 has no inverse');
  while (remainder !== 1n) {
    const quotient = larger / remainder;
    [larger, remainder] = [remainder, larger % remainder];
    [factorOfLarger, factor] = [factor, factorOfLarger - quotient * factor];
  }
  return residue(factor, modulus);
}

export function multiplyField(a: bigint, b: bigint): bigint {
  return residue(a * b);
}

/** @throws RangeError when b is a multiple of p */
export function divideField(a: bigint, b: bigint): bigint {
  return residue(a * invert(b));
}

/** y² = x³ − 3x + b, for any representatives of the coordinates. */
export function isOnCurve({ x, y }: Affine): boolean {
  return residue(y * y - (x * x * x + A * x + B)) === 0n;
}

/** A point with this abscissa, if there is one: p = 3 mod 4, so a square's root is its (p + 1)/4-th power. */
export function pointAt(x: bigint): Affine | undefined {
  const square = residue(x * x * x + A * x + B);
  const root = Array.from(((P + 1n) / 4n).toString(2)).reduce(
    (power, bit) => residue(power * power * (bit === '1' ? square : 1n)),
    1n,
  );
  return residue(root * root) === square ? { x: residue(x), y: root } : undefined;
}

export function isSame(a: Element, b: Element): boolean {
  if (a === INFINITY || b === INFINITY) return a === b;
  return residue(a.x - b.x) === 0n && residue(a.y - b.y) === 0n;
}

export function negate(a: Element): Element {
  return a === INFINITY ? INFINITY : { x: a.x, y: residue(-a.y) };
}

/** Slope of the line through both points, the tangent where they are the same; undefined where the line is vertical: their sum is infinity. */
export function slopeThrough(a: Affine, b: Affine): bigint | undefined {
  if (isSame(a, negate(b))) return undefined;
  return isSame(a, b) ? divideField(3n * a.x * a.x + A, 2n * a.y) : divideField(b.y - a.y, b.x - a.x);
}

export function add(a: Element, b: Element): Element {
  if (a === INFINITY) return b;
  if (b === INFINITY) return a;
  const slope = slopeThrough(a, b);
  if (slope === undefined) return INFINITY;
  const x = residue(slope * slope - a.x - b.x);
  return { x, y: residue(slope * (a.x - x) - a.y) };
}

export function double(a: Element): Element {
  return add(a, a);
}

/** factor·a by doubling and adding, factor ≥ 0 */
export function multiply(factor: bigint, a: Element): Element {
  return Array.from(factor.toString(2)).reduce<Element>((sum, bit) => {
    const twice = double(sum);
    return bit === '1' ? add(twice, a) : twice;
  }, INFINITY);
}

/** first·a + second·b, bit by bit of both, all doublings shared */
export function combine(first: bigint, a: Element, second: bigint, b: Element): Element {
  const both = add(a, b);
  let sum: Element = INFINITY;
  for (let i = 255n; i >= 0n; i--) {
    sum = double(sum);
    const [inFirst, inSecond] = [(first >> i) & 1n, (second >> i) & 1n];
    if (inFirst || inSecond) sum = add(sum, inFirst && inSecond ? both : inFirst ? a : b);
  }
  return sum;
}

/** FIPS 186-5 6.4.2; the hash has 256 bits as the order has, so all of them count. Q is validated as well: canonical, on the curve. */
export function verifySignature(hash: bigint, r: bigint, s: bigint, q: Affine): boolean {
  if (q.x < 0n || q.x >= P || q.y < 0n || q.y >= P || !isOnCurve(q)) return false;
  if (r < 1n || r >= N || s < 1n || s >= N) return false;
  const inverse = invert(s, N);
  const point = combine(residue(hash * inverse, N), G, residue(r * inverse, N), q);
  return point !== INFINITY && residue(point.x, N) === r;
}

import { FIELD_PRIME, ORDER } from './curve.ts';
import { fromBits, toLimbs } from './limbs.ts';
import { LIMB_BITS, LIMBS, ORDER_LIMB_BITS, RELATION_COEFFICIENTS, STEPS } from './parameters.ts';
import type { Polynomial } from './algebra.ts';
import type { WindowDigit } from './windows.ts';

/** Quotient and carries with which the circuit checks that a polynomial vanishes at its base modulo a prime. */
export interface Reduction {
  readonly quotient: bigint;
  readonly carries: readonly bigint[];
}

/** Division that rounds down. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** c_j = (t_j + c_(j-1)) / 2^bits; exact for a true statement, rounded for a false one. */
function carriesOf(limbs: readonly bigint[], bits: number, count: number): bigint[] {
  let carry = 0n;
  return Array.from({ length: count }, (_, j) => (carry = floorDivide((limbs[j] ?? 0n) + carry, 1n << BigInt(bits))));
}

/** Coefficients of p as P-256 was made for: X^8 - X^7 + X^6 + X^3 - 1 at X = 2^32. */
const PRIME_POLYNOMIAL: Polynomial = [-1n, 0n, 0n, 1n, 0n, 0n, 1n, -1n, 1n];

/** The polynomial modulo p's, with 8 coefficients: X^8 = X^7 - X^6 - X^3 + 1. */
export function fold(coefficients: Polynomial): bigint[] {
  const folded = Array.from({ length: RELATION_COEFFICIENTS }, (_, i) => coefficients[i] ?? 0n);
  for (let i = RELATION_COEFFICIENTS - 1; i >= LIMBS; i--) {
    const top = folded[i]!;
    for (const [j, coefficient] of PRIME_POLYNOMIAL.entries()) folded[i - LIMBS + j]! -= top * coefficient;
  }
  return folded.slice(0, LIMBS);
}

/** Σ f_j·2^(32j) = q·p with f the folded polynomial, and the seven carries of the difference. */
export function reduceModPrime(coefficients: Polynomial): Reduction {
  const folded = fold(coefficients);
  const value = folded.reduceRight((sum, coefficient) => (sum << BigInt(LIMB_BITS)) + coefficient, 0n);
  const quotient = floorDivide(value, FIELD_PRIME);
  const limbs = PRIME_POLYNOMIAL.map((coefficient, j) => (folded[j] ?? 0n) - quotient * coefficient);
  return { quotient, carries: carriesOf(limbs, LIMB_BITS, LIMBS - 1) };
}

/** Two signed limbs of 88 bits of a scalar given by ±1 digits, least significant first, plus `addition`. */
export function signedLimbs(digits: readonly bigint[], addition: bigint): [bigint, bigint] {
  // Σ ±2^i over `length` digits is 2·Σ bit·2^i - (2^length - 1).
  const part = (bits: readonly bigint[]): bigint => 2n * fromBits(bits) - (1n << BigInt(bits.length)) + 1n;
  return [part(digits.slice(0, ORDER_LIMB_BITS)) + addition, part(digits.slice(ORDER_LIMB_BITS, STEPS))];
}

const WINDOWS_A_LIMB = 11;

/** Three limbs of k + 2^128·c + addition; 11 windows of 8 bits make a limb of 88. */
export function baseScalarLimbs(
  base: readonly WindowDigit[],
  offset: readonly WindowDigit[],
  addition: bigint,
): bigint[] {
  const limbs = [addition, 0n, 0n];
  const put = ({ index, positive }: WindowDigit, window: number): void => {
    const digit = BigInt(2 * index + 1) << BigInt(8 * (window % WINDOWS_A_LIMB));
    limbs[Math.floor(window / WINDOWS_A_LIMB)]! += positive ? digit : -digit;
  };
  for (const [j, digit] of base.entries()) put(digit, j);
  for (const [j, digit] of offset.entries()) put(digit, j + STEPS / 8);
  return limbs;
}

/** a·b - c·d = q·n in limbs of 88 bits: quotient and `carries` carries. */
export function reduceModOrder(
  [a, b]: readonly [readonly bigint[], bigint],
  [c, d]: readonly [readonly bigint[], bigint],
  carries: number,
): Reduction {
  const limbsOf = (value: bigint): bigint[] => toLimbs(value, ORDER_LIMB_BITS, 3);
  const value = (limbs: readonly bigint[]): bigint =>
    limbs.reduceRight((sum, limb) => (sum << BigInt(ORDER_LIMB_BITS)) + limb, 0n);
  const quotient = floorDivide(value(a) * b - value(c) * d, ORDER);
  const difference = new Array<bigint>(6).fill(0n);
  const accumulate = (x: readonly bigint[], y: readonly bigint[], sign: bigint): void => {
    for (const [i, xi] of x.entries()) for (const [j, yj] of y.entries()) difference[i + j]! += sign * xi * yj;
  };
  accumulate(a, limbsOf(b), 1n);
  accumulate(c, limbsOf(d), -1n);
  accumulate(quotientLimbs(quotient, carries), limbsOf(ORDER), -1n);
  return { quotient, carries: carriesOf(difference, ORDER_LIMB_BITS, carries) };
}

/** `count` limbs of 88 bits of which the top one carries the sign, as the circuit has them. */
export function quotientLimbs(quotient: bigint, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => {
    const rest = quotient >> BigInt(ORDER_LIMB_BITS * i);
    return i === count - 1 ? rest : BigInt.asUintN(ORDER_LIMB_BITS, rest);
  });
}

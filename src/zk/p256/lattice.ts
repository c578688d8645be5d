import { inverse, modulo, ORDER } from './curve.ts';
import { toBits } from './limbs.ts';
import { STEPS } from './parameters.ts';

/** Half-size scalars: v·r = w·s mod n with v ≠ 0 and both at most 2^128 in absolute value. */
export interface HalfScalars {
  readonly v: bigint;
  readonly w: bigint;
}

/**
 * The extended Euclidean algorithm on (n, r/s), stopped at the first remainder whose square is at most n: its cofactor is below √n as well,
 * always (consecutive remainder times cofactor never exceeds n).
 */
export function halfScalars(r: bigint, s: bigint): HalfScalars {
  let [previous, current] = [ORDER, modulo(r * inverse(s, ORDER), ORDER)];
  let [previousFactor, factor] = [0n, 1n];
  while (current * current > ORDER) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return { v: factor, w: current };
}

/** A scalar as 128 digits ±1, which give odd numbers only, and a flag that adds 1. Bit 1 stands for +1, bit 0 for −1. */
export interface SignedDigits {
  readonly bits: readonly bigint[];
  readonly isEven: boolean;
}

export function signedDigits(value: bigint): SignedDigits {
  const isEven = (value & 1n) === 0n;
  const odd = isEven ? value - 1n : value;
  return { bits: toBits((odd + (1n << BigInt(STEPS)) - 1n) / 2n, STEPS), isEven };
}

import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { inverse, modulo, ORDER, type AffinePoint } from '../../../src/zk/p256/curve.ts';
import type { EcdsaStatement } from '../../../src/zk/p256/statement.ts';

/** A number below n that is always the same for the same label, never 0 in practice. */
export function scalar(label: string): bigint {
  return modulo(BigInt(`0x${createHash('sha256').update(label).digest('hex')}`), ORDER);
}

/** factor·G */
export function multiple(factor: bigint): AffinePoint {
  const { x, y } = p256.Point.BASE.multiply(modulo(factor, ORDER)).toAffine();
  return { x, y };
}

export interface Signing {
  /** The hash. */
  readonly z: bigint;
  /** Private key: Q = key·G. */
  readonly key: bigint;
  /** R = nonce·G. */
  readonly nonce: bigint;
  readonly extra?: readonly AffinePoint[];
}

/** FIPS 186-5 6.4.1 with a nonce of the test's choice; s is low or high as it comes. */
export function sign({ z, key, nonce, extra = [] }: Signing): EcdsaStatement {
  const r = modulo(multiple(nonce).x, ORDER);
  const s = modulo(inverse(nonce, ORDER) * (z + r * key), ORDER);
  return { z, r, s, q: multiple(key), extra };
}

/** Signature number `i` of a fixed series. */
export function signature(i: number, extra: readonly AffinePoint[] = []): EcdsaStatement {
  return sign({ z: scalar(`hash ${i}`), key: scalar(`key ${i}`), nonce: scalar(`nonce ${i}`), extra });
}

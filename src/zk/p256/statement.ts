import type { AffinePoint } from './curve.ts';
import { FIELD_PRIME, isOnCurve, ORDER } from './curve.ts';
import { P256Error } from './error.ts';
import { toBits } from './limbs.ts';
import { MAX_EXTRA_POINTS, VALUE_BITS } from './parameters.ts';

/** (r, s) is an ECDSA signature of the hash z under Q; the additional points are on the curve. */
export interface EcdsaStatement {
  /** The message's SHA-256 digest as a big-endian integer, not reduced: 0 to 2^256 - 1. */
  readonly z: bigint;
  readonly r: bigint;
  readonly s: bigint;
  readonly q: AffinePoint;
  readonly extra: readonly AffinePoint[];
}

/** @throws P256Error when a value is out of its range: no hint could help */
export function assertWellFormed({ z, r, s, q, extra }: EcdsaStatement): void {
  if (z < 0n || z >> BigInt(VALUE_BITS) > 0n) throw new P256Error('the hash z is not a 256-bit number');
  if (r <= 0n || r >= ORDER) throw new P256Error('r is not in 1..n-1');
  if (s <= 0n || s >= ORDER) throw new P256Error('s is not in 1..n-1');
  if (!isOnCurve(q)) throw new P256Error('the public key is not a canonical point of P-256');
  if (extra.length > MAX_EXTRA_POINTS) {
    throw new P256Error(`${extra.length} additional points, at most ${MAX_EXTRA_POINTS} are supported`);
  }
  for (const point of extra) {
    if (!isOnCurve(point)) throw new P256Error('an additional point is not a canonical point of P-256');
  }
  if (q.x === r || q.x - FIELD_PRIME === r) {
    throw new P256Error('the signature point equals the public key up to sign; the circuit leaves this case out');
  }
}

/** The statement's own inputs of EcdsaP256Verify: bits, least significant first. */
export interface EcdsaInputs {
  readonly z: bigint[];
  readonly r: bigint[];
  readonly s: bigint[];
  readonly qx: bigint[];
  readonly qy: bigint[];
  readonly extraX: bigint[][];
  readonly extraY: bigint[][];
}

export function ecdsaInputs({ z, r, s, q, extra }: EcdsaStatement): EcdsaInputs {
  const bits = (value: bigint): bigint[] => toBits(value, VALUE_BITS);
  return {
    z: bits(z),
    r: bits(r),
    s: bits(s),
    qx: bits(q.x),
    qy: bits(q.y),
    extraX: extra.map(({ x }) => bits(x)),
    extraY: extra.map(({ y }) => bits(y)),
  };
}

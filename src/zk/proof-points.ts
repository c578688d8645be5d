import type { Groth16Proof } from 'snarkjs';
import { bn254 } from '@noble/curves/bn254.js';

/** The points of a Groth16 proof, affine. Each coordinate of `b` as real and imaginary part. */
export interface ProofPoints {
  readonly a: readonly [x: bigint, y: bigint];
  readonly b: readonly [x: readonly [bigint, bigint], y: readonly [bigint, bigint]];
  readonly c: readonly [x: bigint, y: bigint];
}

const BASE_FIELD_MODULUS = bn254.fields.Fp.ORDER;
/** Decimal digits of the modulus. */
const MAX_DIGITS = 77;

/**
 * The points of what may be a proof as snarkjs writes it, from wherever it came; undefined when it has another form, or a coordinate
 * that is not reduced. Never throws. Whether the points are on the curve is not looked at.
 */
export function readProofPoints(proof: unknown): ProofPoints | undefined {
  try {
    const { pi_a, pi_b, pi_c } = proof as Partial<Groth16Proof>;
    const [bx, by, bz] = triple(pi_b);
    const [one, zero] = pair(bz);
    if (coordinate(one) !== 1n || coordinate(zero) !== 0n) return undefined;
    return { a: affine(pi_a), b: [element(bx), element(by)], c: affine(pi_c) };
  } catch {
    // Also what a proxy or a getter throws.
    return undefined;
  }
}

/** A proof as snarkjs writes it, of these points. */
export function writeProof({ a, b, c }: ProofPoints): Groth16Proof {
  return {
    pi_a: [String(a[0]), String(a[1]), '1'],
    pi_b: [
      [String(b[0][0]), String(b[0][1])],
      [String(b[1][0]), String(b[1][1])],
      ['1', '0'],
    ],
    pi_c: [String(c[0]), String(c[1]), '1'],
    protocol: 'groth16',
    curve: 'bn128',
  };
}

function affine(point: unknown): readonly [bigint, bigint] {
  const [x, y, z] = triple(point);
  if (coordinate(z) !== 1n) throw new RangeError('not in affine coordinates');
  return [coordinate(x), coordinate(y)];
}

function element(value: unknown): readonly [bigint, bigint] {
  const [real, imaginary] = pair(value);
  return [coordinate(real), coordinate(imaginary)];
}

function coordinate(value: unknown): bigint {
  if (typeof value !== 'string' || value.length > MAX_DIGITS || !/^(0|[1-9][0-9]*)$/.test(value)) {
    throw new RangeError('no number');
  }
  const number = BigInt(value);
  if (number >= BASE_FIELD_MODULUS) throw new RangeError('not reduced');
  return number;
}

const triple = (value: unknown): readonly unknown[] => listOf(value, 3);
const pair = (value: unknown): readonly unknown[] => listOf(value, 2);

function listOf(value: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length !== length) throw new RangeError('no list of that length');
  return value;
}

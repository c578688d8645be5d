import { createHash } from 'node:crypto';
import { bn254 } from '@noble/curves/bn254.js';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export type G1Point = InstanceType<typeof G1>;
export type G2Point = InstanceType<typeof G2>;
export const BASE_FIELD_MODULUS = bn254.fields.Fp.ORDER;
const { Fp2, Fr } = bn254.fields;

/** The part of a verifying key that a Solidity verifier carries as constants. */
export interface SolidityKey {
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  /** One point more than there are public signals. */
  readonly ic: readonly G1Point[];
}

/** Reads the constants of a verifier that snarkjs's template generated. */
export function readKey(source: string): SolidityKey {
  const constants = new Map(
    [...source.matchAll(/uint256 constant (\w+)\s*= (\d+);/g)].map(([, name, value]) => [name!, BigInt(value!)]),
  );
  const constant = (name: string): bigint => {
    const value = constants.get(name);
    if (value === undefined) throw new Error(`the verifier has no constant ${name}`);
    return value;
  };
  const g1 = (name: string): G1Point => G1.fromAffine({ x: constant(`${name}x`), y: constant(`${name}y`) });
  // The imaginary part comes first, as in EIP-197.
  const g2 = (name: string): G2Point =>
    G2.fromAffine({
      x: { c0: constant(`${name}x2`), c1: constant(`${name}x1`) },
      y: { c0: constant(`${name}y2`), c1: constant(`${name}y1`) },
    });
  const count = [...constants.keys()].filter((name) => /^IC\d+x$/.test(name)).length;
  return {
    alpha: g1('alpha'),
    beta: g2('beta'),
    gamma: g2('gamma'),
    delta: g2('delta'),
    ic: Array.from({ length: count }, (_, i) => g1(`IC${i}`)),
  };
}

export interface Proof {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
}

/** The eight words of a proof in the verifier's order: A, B with imaginary parts first, C. Infinity is (0, 0), as in EIP-197. */
export function encode({ a, b, c }: Proof): bigint[] {
  const [pa, pb, pc] = [a.toAffine(), b.toAffine(), c.toAffine()];
  return [pa.x, pa.y, pb.x.c1, pb.x.c0, pb.y.c1, pb.y.c0, pc.x, pc.y];
}

type Points = [[bigint, bigint], [[bigint, bigint], [bigint, bigint]], [bigint, bigint]];

/** verifyProof's first three arguments. */
export function pointsOf(words: readonly bigint[]): Points {
  const pair = (at: number): [bigint, bigint] => [words[at]!, words[at + 1]!];
  return [pair(0), [pair(2), pair(4)], pair(6)];
}

/** IC_0 + sum of signal_i · IC_i+1 */
export function statement({ ic }: SolidityKey, signals: readonly bigint[]): G1Point {
  return signals.reduce((sum, signal, i) => sum.add(ic[i + 1]!.multiplyUnsafe(signal)), ic[0]!);
}

const PUBLIC_SEED = 'OpenRSP development key, worth nothing: its secrets are public. Version 1';
const secret = (name: string): bigint =>
  BigInt(`0x${createHash('sha512').update(`${PUBLIC_SEED}\n${name}`).digest('hex')}`) % FIELD_MODULUS;

/**
 * A proof of any statement whatever under a development key, from its public secrets: with A = a·G and B = b·H, the C that satisfies
 * e(A, B) = e(alpha, beta) · e(statement, H) · e(C, delta).
 */
export function forge(key: SolidityKey, signals: readonly bigint[]): Proof {
  const [a, b] = [secret('any a'), secret('any b')];
  const inverseDelta = Fr.inv(secret('delta'));
  const known = Fr.sub(Fr.mul(a, b), Fr.mul(secret('alpha'), secret('beta')));
  return {
    a: G1.BASE.multiply(a),
    b: G2.BASE.multiply(b),
    c: G1.BASE.multiply(known).subtract(statement(key, signals)).multiply(inverseDelta),
  };
}

/** A point on the twist whose order is not the group's: the first with a small abscissa. */
export function outsideSubgroup(): G2Point {
  for (let real = 1n; ; real++) {
    const x = Fp2.create({ c0: real, c1: 0n });
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.CURVE().b));
      const point = G2.fromAffine({ x, y });
      if (!point.isTorsionFree()) return point;
    } catch {
      // No point has this abscissa.
    }
  }
}

import { bn254 } from '@noble/curves/bn254.js';
import type { ProofPoints } from '../../src/zk/proof-points.ts';

/** A point of the twist that is on the curve and not in the subgroup of prime order: most points are not. */
export function pointOutsideSubgroup(): ProofPoints['b'] {
  const { Fp2 } = bn254.fields;
  const { b } = bn254.G2.Point.CURVE();
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.create({ c0, c1: 0n });
    const right = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    try {
      const y = Fp2.sqrt(right);
      const point = bn254.G2.Point.fromAffine({ x, y });
      if (!point.isTorsionFree()) return [[x.c0, x.c1], [y.c0, y.c1]]; // prettier-ignore
    } catch {
      // No square root: no point has this x.
    }
  }
}

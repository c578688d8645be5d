import { FpIsSquare } from '@noble/curves/abstract/modular.js';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { ResidueAlgebra } from '../../../src/zk/p256/algebra.ts';
import {
  type AffinePoint,
  COEFFICIENT_B,
  FIELD_PRIME,
  inverse,
  isOnCurve,
  modulo,
} from '../../../src/zk/p256/curve.ts';
import { signedDigits } from '../../../src/zk/p256/lattice.ts';
import * as Shape from '../../../src/zk/p256/parameters.ts';
import { relationPoints, type Selection } from '../../../src/zk/p256/points.ts';
import { relations } from '../../../src/zk/p256/relations.ts';
import { windowDigits, windowValue } from '../../../src/zk/p256/windows.ts';
import { multiple, scalar } from './sign.ts';

/** The first step's first slope, and the relation that says that it is a slope: curve equations of Q and R, Q ± R and c·G are before it. */
const FIRST_STEP_SLOPE = 2 + Shape.OFFSET_WINDOWS - 1;
const FIRST_STEP_RELATION = 2 + FIRST_STEP_SLOPE;
/** Q + R comes after the two curve equations. */
const SUM_RELATION = 2;
/** What says that the points meet: false here, where nobody signed anything. */
const ENDS = [Shape.RELATIONS - 2, Shape.RELATIONS - 1];

describe('relations', () => {
  const offset = windowDigits((scalar('offset') % 2n ** 128n) | 1n, Shape.OFFSET_WINDOWS);
  const base = windowDigits(scalar('k') | 1n, Shape.BASE_WINDOWS);
  const key = scalar('key');
  const q = multiple(key);

  /** Relations that do not vanish when one slope is chosen and the others are solved for. `sign`: of w, and not of v: Q + R is added first, or -Q - R. */
  function falseRelations(r: AffinePoint, slopeNumber: number, chosen: bigint, sign: 1n | -1n = 1n): number[] {
    const [v, w] = [signedDigits(-sign * (2n ** 127n + 1n)), signedDigits(sign * (2n ** 127n + 1n))];
    const selection: Selection = {
      q,
      r,
      extra: [],
      vDigits: v.bits,
      wDigits: w.bits,
      vIsEven: v.isEven,
      wIsEven: w.isEven,
      offset,
    };
    const field = new ResidueAlgebra(FIELD_PRIME, 1n << BigInt(Shape.LIMB_BITS));
    let next = 0;
    const found = relations(field, relationPoints(field, selection, base), (first, numerator, denominator) => {
      const own = modulo(numerator * inverse(denominator, FIELD_PRIME) - first, FIELD_PRIME);
      return next++ === slopeNumber ? chosen : own;
    });
    return found.flatMap((relation, m) => (relation === 0n ? [] : [m]));
  }

  it('leave a slope free where equal points are added: why the offset is drawn after them', () => {
    // R = c·G - Q, so that Q + R is the offset's point.
    const r = multiple(windowValue(offset) - key);
    for (const slope of [0n, 12_345n]) expect(falseRelations(r, FIRST_STEP_SLOPE, slope)).to.deep.equal(ENDS);
  });

  it('do not where other points are added, or opposite ones', () => {
    const opposite = multiple(-windowValue(offset) - key);
    for (const slope of [0n, 12_345n]) {
      expect(falseRelations(multiple(scalar('nonce')), FIRST_STEP_SLOPE, slope)).to.include(FIRST_STEP_RELATION);
      expect(falseRelations(opposite, FIRST_STEP_SLOPE, slope)).to.include(FIRST_STEP_RELATION);
      expect(falseRelations(multiple(windowValue(offset) - key), FIRST_STEP_SLOPE, slope, -1n)).to.include(
        FIRST_STEP_RELATION,
      );
    }
  });

  it('hold for a slope in its other representative below 2^256: slopes need not be canonical', () => {
    const { Fp } = p256.Point;
    /** The third point of the line through Q with this slope and a second one, when there are two more. */
    const secondPoint = (slope: bigint): AffinePoint | undefined => {
      // The abscissas are the roots of x³ - slope²·x² + … + b - (q.y - slope·q.x)².
      const sum = Fp.sub(Fp.sqr(slope), q.x);
      const product = Fp.div(Fp.sub(Fp.sqr(Fp.sub(q.y, Fp.mul(slope, q.x))), COEFFICIENT_B), q.x);
      const discriminant = Fp.sub(Fp.sqr(sum), Fp.mul(product, 4n));
      if (!FpIsSquare(Fp, discriminant)) return undefined;
      const x = Fp.div(Fp.add(sum, Fp.sqrt(discriminant)), 2n);
      return { x, y: Fp.add(q.y, Fp.mul(slope, Fp.sub(x, q.x))) };
    };
    let slope = 12_345n;
    let r: AffinePoint | undefined;
    while ((r = secondPoint(slope)) === undefined) slope++;
    expect(isOnCurve(r)).to.equal(true);
    expect(slope + FIELD_PRIME < 2n ** 256n).to.equal(true);
    expect(falseRelations(r, 0, slope)).to.deep.equal(ENDS);
    expect(falseRelations(r, 0, slope + FIELD_PRIME)).to.deep.equal(ENDS);
    expect(falseRelations(r, 0, slope + 1n)).to.deep.equal([SUM_RELATION, ...ENDS]);
  });
});

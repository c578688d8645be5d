import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type IntervalPolynomial, polynomialAlgebra } from '../../../src/zk/p256/algebra.ts';
import { type Budget, computeBudget, RANGES, relationBounds } from '../../../src/zk/p256/budget.ts';
import { toLimbs } from '../../../src/zk/p256/limbs.ts';
import * as Shape from '../../../src/zk/p256/parameters.ts';
import { relationPoints, type Selection } from '../../../src/zk/p256/points.ts';
import { relations } from '../../../src/zk/p256/relations.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';

/** log2, to a hundredth of a bit. */
function bits(value: bigint): number {
  const shift = Math.max(value.toString(2).length - 53, 0);
  return shift + Math.log2(Number(value >> BigInt(shift)));
}

describe('bit budget of the P-256 circuit', () => {
  for (const extraPoints of [0, 1, Shape.MAX_EXTRA_POINTS]) {
    describe(`with ${extraPoints} additional points`, () => {
      const budget: Budget = computeBudget(extraPoints);

      for (const { concern, claim, value, limit } of budget.bounds) {
        it(`${concern}: ${claim}`, () => {
          expect(value < limit, `2^${bits(value).toFixed(2)} < 2^${bits(limit).toFixed(2)}`).to.equal(true);
        });
      }

      it('has one relation for each slope, curve equation and final equality', () => {
        expect(relationBounds(extraPoints)).to.have.lengthOf(Shape.SLOPES + 2 + extraPoints + 2);
      });

      it('keeps the margins that the soundness argument states', () => {
        expect(bits(budget.relation)).to.be.below(107.6);
        expect(bits(budget.batch)).to.be.below(239.8);
        expect(bits(budget.folded)).to.be.below(243.5);
      });
    });
  }

  it('stands in docs/CIRCUITS.md as it is computed', () => {
    const doc = readFileSync(new URL('../../../docs/CIRCUITS.md', import.meta.url), 'utf8');
    const cell = (value: bigint): string => bits(value).toFixed(1);
    const rows = computeBudget(1).bounds.map(
      ({ concern, claim, value, limit }) => `| ${concern} | ${claim} | ${cell(value)} | ${cell(limit)} |`,
    );
    expect(doc.split('\n').filter((line) => /^\| (soundness|completeness) \|/.test(line))).to.deep.equal(rows);
  });

  it('leaves no room for one more relation than there are pairs of weights', () => {
    const room = Shape.ALPHAS * Shape.BETAS - Shape.RELATIONS;
    const claims = (points: number): string[] =>
      computeBudget(points)
        .bounds.filter(({ value, limit }) => value >= limit)
        .map(({ claim }) => claim);
    expect(claims(room)).to.deep.equal([]);
    expect(claims(room + 1)).to.deep.equal(['every relation has a pair of weights of its own']);
  });

  it('has less than four bits to spare in the scalar congruence, so that wider windows need one more carry', () => {
    const { value } = computeBudget(0).bounds.find(
      ({ claim }) => claim === 'scalar: a congruence to both moduli is an equality',
    )!;
    const limit = FIELD_MODULUS << BigInt(3 * Shape.ORDER_LIMB_BITS);
    expect(value < limit).to.equal(true);
    expect(value << 4n < limit).to.equal(false);
  });

  it('gives every range check at least one bit for the sign', () => {
    for (const { quotientBits, carryBits } of Object.values(RANGES)) {
      expect(Math.min(quotientBits, carryBits)).to.be.above(1);
      // Num2Bits of as many bits has one decomposition only.
      expect(carryBits).to.be.below(254);
    }
  });

  describe('interval arithmetic over the relations', () => {
    const all = (bit: bigint): bigint => (bit === 1n ? (1n << 256n) - 1n : 0n);
    const bounds = relationBounds(1);

    function within(coefficients: readonly bigint[], interval: IntervalPolynomial): boolean {
      return coefficients.every((coefficient, e) => {
        const { low, high } = interval[e] ?? { low: 0n, high: 0n };
        return low <= coefficient && coefficient <= high;
      });
    }

    for (const [name, slopeAt] of [
      ['all ones', () => all(1n)],
      ['all zero', () => 0n],
      ['alternating ones and zeros', (i: number) => all(BigInt(i % 2))],
    ] as const) {
      for (const parity of ['neither', 'v', 'w'] as const) {
        it(`contains the extreme assignment of slopes ${name} with ${parity} even`, () => {
          const point = { x: all(1n), y: all(1n) };
          const digit = (i: number): bigint => BigInt(i % 2);
          const selection: Selection = {
            q: point,
            r: { x: all(1n), y: 0n },
            extra: [point],
            vDigits: Array.from({ length: Shape.STEPS }, (_, i) => digit(i)),
            wDigits: Array.from({ length: Shape.STEPS }, (_, i) => digit(i >> 1)),
            vIsEven: parity === 'v',
            wIsEven: parity === 'w',
            offset: Array.from({ length: Shape.OFFSET_WINDOWS }, (_, i) => ({ index: 127 - i, positive: i % 2 === 0 })),
          };
          const base = Array.from({ length: Shape.BASE_WINDOWS }, (_, i) => ({ index: 4 * i, positive: i % 3 === 0 }));
          let next = 0;
          const found = relations(polynomialAlgebra, relationPoints(polynomialAlgebra, selection, base), () =>
            toLimbs(slopeAt(next++), Shape.LIMB_BITS, Shape.LIMBS),
          );
          expect(next).to.equal(Shape.SLOPES);
          expect(found).to.have.lengthOf(bounds.length);
          found.forEach((relation, i) => {
            expect(within(relation, bounds[i]!), `relation ${i}`).to.equal(true);
          });
        });
      }
    }
  });
});

import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { type Polynomial, polynomialAlgebra, ResidueAlgebra } from '../../../src/zk/p256/algebra.ts';
import { fold, reduceModPrime } from '../../../src/zk/p256/congruences.ts';
import * as curve from '../../../src/zk/p256/curve.ts';
import { fromLimbs, toLimbs } from '../../../src/zk/p256/limbs.ts';
import { LIMB_BITS, LIMBS, SLOPES } from '../../../src/zk/p256/parameters.ts';
import type { Point } from '../../../src/zk/p256/relations.ts';
import {
  add,
  type Affine,
  divideField,
  double,
  type Element,
  INFINITY,
  isOnCurve,
  isSame,
  multiply,
  multiplyField,
  N,
  negate,
  P,
  pointAt,
  residue,
} from '../../zk/p256/conventional.ts';
import {
  additionProducts,
  type ClosedWalk,
  closedWalks,
  drawn,
  drawnPoint,
  EDGES,
  factors,
  fieldPairs,
  fieldProducts,
  pairProducts,
  pointPairs,
  type Product,
  SEED,
  specialPoints,
} from '../../zk/p256/operations.ts';
import {
  type Addition,
  evaluate,
  firstSlopeRelation,
  pairAdditions,
  pairWalk,
  type Walk,
  walkAdditions,
} from '../../zk/p256/walk.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';
import { productInputs } from './conventionalProduct.ts';

const LONG = process.env['OPENRSP_LONG'] === '1';
/** A product takes the circuit some three milliseconds: one in so many goes through it, all of them in the long run. */
const STRIDE = LONG ? 1 : 7;

const { Point: NoblePoint } = p256;
const { Fp } = NoblePoint;
const field = new ResidueAlgebra(curve.FIELD_PRIME, 1n << BigInt(LIMB_BITS));

const limbs = (value: bigint): bigint[] => toLimbs(value, LIMB_BITS, LIMBS);
/** A polynomial's value at X = 2^32, modulo p. */
const valueOf = (polynomial: Polynomial): bigint => residue(fromLimbs(polynomial, LIMB_BITS));
const pointOf = ({ x, y }: Point<Polynomial>): Affine => ({ x: valueOf(x), y: valueOf(y) });

type NoblePoint = InstanceType<typeof NoblePoint>;
const toNoble = (a: Element): NoblePoint => (a === INFINITY ? NoblePoint.ZERO : NoblePoint.fromAffine(a));
function fromNoble(point: NoblePoint): Element {
  if (point.is0()) return INFINITY;
  const { x, y } = point.toAffine();
  return { x, y };
}

const areFinite = (pair: readonly [Element, Element]): pair is [Affine, Affine] => !pair.includes(INFINITY);
/** Slopes by the oracle, 0 where there is none. */
const slopesOf = (additions: readonly Addition[]): bigint[] => additions.map(({ slope }) => slope ?? 0n);

/** A slope that is none of this addition's, each time wrong in another way. */
function wrongSlope({ a, b, slope }: Addition, i: number): bigint {
  const right = slope ?? 0n;
  const wrong = [
    residue(right + 1n),
    residue(-right),
    right ^ (1n << BigInt(i % 256)),
    divideField(3n * a.x * a.x - 3n, 2n * a.y),
    residue(b.y - a.y),
    0n,
    drawn(`wrong ${i}`),
  ][i % 7]!;
  return residue(wrong - right) === 0n ? residue(right + 1n) : wrong;
}

describe(`the conventional oracle, src/zk/p256, @noble/curves and the CRT circuit agree (seed "${SEED}")`, () => {
  let pairs: [bigint, bigint][];
  let points: [Element, Element][];
  let walks: ClosedWalk[];
  before(() => {
    [pairs, points, walks] = [fieldPairs(), pointPairs(), closedWalks()];
  });

  it('on 10,000 operations and more', () => {
    const additions = walks.reduce((count, { additions: { length } }) => count + length, 0);
    // Product, sum, difference and quotient of each pair of numbers; sum, difference, double and opposite of each pair of points.
    expect(4 * pairs.length).to.be.at.least(5_000);
    expect(4 * points.length + additions + factors().length).to.be.at.least(5_000);
    expect(additions).to.equal(walks.length * SLOPES);
  });

  describe('the field:', () => {
    /** The polynomial vanishes modulo p, by its value and by the quotient with which the circuit would prove so. */
    function vanishes(polynomial: Polynomial): boolean {
      const byQuotient = fromLimbs(fold(polynomial), LIMB_BITS) === reduceModPrime(polynomial).quotient * P;
      expect(byQuotient).to.equal(valueOf(polynomial) === 0n);
      return byQuotient;
    }

    function agree(expected: bigint, polynomial: Polynomial, byResidues: bigint, byNoble: bigint): void {
      expect([valueOf(polynomial), byResidues, byNoble]).to.deep.equal([expected, expected, expected]);
      for (const wrong of [1n, -1n]) {
        const claimed = limbs(residue(expected + wrong));
        expect(vanishes(polynomialAlgebra.subtract(polynomial, claimed))).to.equal(false);
      }
      expect(vanishes(polynomialAlgebra.subtract(polynomial, limbs(expected)))).to.equal(true);
    }

    it('products, sums and differences', () => {
      for (const [a, b] of pairs) {
        const [pa, pb] = [limbs(a), limbs(b)];
        const [ra, rb] = [field.constant(pa), field.constant(pb)];
        const [na, nb] = [Fp.create(a), Fp.create(b)];
        agree(multiplyField(a, b), polynomialAlgebra.multiply(pa, pb), field.multiply(ra, rb), Fp.mul(na, nb));
        agree(residue(a + b), polynomialAlgebra.add(pa, pb), field.add(ra, rb), Fp.add(na, nb));
        agree(residue(a - b), polynomialAlgebra.subtract(pa, pb), field.subtract(ra, rb), Fp.sub(na, nb));
      }
    });

    it('quotients, and none by a multiple of p', () => {
      for (const [a, b] of pairs) {
        const inverse = curve.inverse(b, curve.FIELD_PRIME);
        if (residue(b) === 0n) {
          expect(() => divideField(a, b)).to.throw(RangeError);
          expect(() => Fp.inv(Fp.create(b))).to.throw();
          expect(inverse).to.equal(0n);
          continue;
        }
        const quotient = divideField(a, b);
        expect(curve.modulo(a * inverse, curve.FIELD_PRIME)).to.equal(quotient);
        expect(Fp.div(Fp.create(a), Fp.create(b))).to.equal(quotient);
        const identity = (claimed: bigint): Polynomial =>
          polynomialAlgebra.subtract(polynomialAlgebra.multiply(limbs(claimed), limbs(b)), limbs(a));
        expect(vanishes(identity(quotient))).to.equal(true);
        expect(vanishes(identity(quotient ^ 1n))).to.equal(false);
      }
    });
  });

  describe('the group:', () => {
    it('sums, differences, doubles and opposites, infinity among them', () => {
      for (const [a, b] of points) {
        const [na, nb] = [toNoble(a), toNoble(b)];
        expect(fromNoble(na.add(nb))).to.deep.equal(add(a, b));
        expect(fromNoble(na.subtract(nb))).to.deep.equal(add(a, negate(b)));
        expect(fromNoble(na.double())).to.deep.equal(double(a));
        expect(fromNoble(nb.negate())).to.deep.equal(negate(b));
      }
    });

    it('multiples of G and of other points, and of G by the windows', () => {
      for (const [i, factor] of factors().entries()) {
        const a = i % 2 === 0 ? curve.GENERATOR : drawnPoint(`multiple ${i}`);
        expect(fromNoble(toNoble(a).multiplyUnsafe(factor % N))).to.deep.equal(multiply(factor, a));
      }
      for (const { walk, baseFactor } of walks) {
        expect(walk.base.reduce<Element>(add, INFINITY)).to.deep.equal(multiply(baseFactor, curve.GENERATOR));
      }
    });

    it('which numbers are coordinates of a point, and which ordinate belongs to an abscissa', () => {
      const candidates = EDGES.flatMap((x) => EDGES.map((y) => ({ x, y })));
      const abscissas = [...EDGES, ...Array.from({ length: 100 }, (_, i) => drawn(`abscissa ${i}`))];
      for (const [i, x] of abscissas.entries()) {
        const point = pointAt(x);
        expect(curve.ordinateOf(residue(x))).to.equal(point?.y);
        if (point === undefined) candidates.push({ x, y: drawn(`ordinate ${i}`) });
        else candidates.push(point, { x: point.x, y: P - point.y }, { x: point.x, y: point.y ^ 1n }, { ...point, x });
      }
      const [q, r] = [drawnPoint('q'), drawnPoint('r')];
      const { found } = evaluate(polynomialAlgebra, pairWalk(q, r, candidates), []);
      const onCurve = candidates.map((candidate, i) => {
        const expected = isOnCurve(candidate);
        expect(valueOf(found[2 + i]!) === 0n).to.equal(expected);
        const isCanonical = candidate.x < P && candidate.y < P;
        expect(curve.isOnCurve(candidate)).to.equal(expected && isCanonical);
        if (isCanonical) {
          const validate = (): void => toNoble(candidate).assertValidity();
          if (expected) validate();
          else expect(validate).to.throw();
        }
        return expected;
      });
      expect(onCurve).to.include(true).and.include(false);
      for (const shift of [P, -P]) {
        for (const alias of [
          { x: q.x + shift, y: q.y },
          { x: q.x, y: q.y + shift },
        ]) {
          expect([isOnCurve(alias), curve.isOnCurve(alias)]).to.deep.equal([true, false]);
        }
      }
    });
  });

  describe('the relations of a pair:', () => {
    interface Judgement {
      readonly vanishes: boolean;
      readonly result: Affine;
    }

    /** What the relations say of q + r and q − r with these slopes. */
    function judge(q: Affine, r: Affine, slopes: readonly bigint[]): Judgement[] {
      const { found, sum, difference } = evaluate(polynomialAlgebra, pairWalk(q, r), slopes);
      expect(found.slice(0, 2).map(valueOf)).to.deep.equal([0n, 0n]);
      return [sum, difference].map((result, i) => ({
        vanishes: valueOf(found[2 + i]!) === 0n,
        result: pointOf(result),
      }));
    }

    it('vanish for the oracle’s slopes and give its sums; for others they do not', () => {
      for (const [i, pair] of points.entries()) {
        if (!areFinite(pair) || residue(pair[0].x - pair[1].x) === 0n) continue;
        const additions = pairAdditions({ q: pair[0], r: pair[1] });
        for (const [j, { vanishes, result }] of judge(...pair, slopesOf(additions)).entries()) {
          expect(vanishes).to.equal(true);
          expect(result).to.deep.equal(add(additions[j]!.a, additions[j]!.b));
        }
        const wrong = additions.map((addition, j) => wrongSlope(addition, i + j));
        for (const [j, { vanishes, result }] of judge(...pair, wrong).entries()) {
          expect(vanishes).to.equal(false);
          // The opposite slope gives the same abscissa, never the same point.
          expect(isSame(result, add(additions[j]!.a, additions[j]!.b))).to.equal(false);
        }
      }
    });

    it('decide nothing for equal points, where every slope passes, and have no slope for opposite ones', () => {
      const finite = specialPoints().filter((point) => point !== INFINITY);
      for (const [i, a] of finite.entries()) {
        const [{ slope: tangent }] = pairAdditions({ q: a, r: a }) as [Addition];
        for (const slope of [tangent!, 0n, 1n, residue(tangent! + 1n), drawn(`free ${i}`)]) {
          // Q = R, then Q = −R: sum and difference change places.
          const [sum, difference] = judge(a, a, [slope, slope]) as [Judgement, Judgement];
          const [opposite, same] = judge(a, negate(a) as Affine, [slope, slope]) as [Judgement, Judgement];
          for (const equal of [sum, same]) {
            expect(equal.vanishes).to.equal(true);
            expect(isSame(equal.result, double(a))).to.equal(residue(slope - tangent!) === 0n);
          }
          for (const cancelled of [difference, opposite]) expect(cancelled.vanishes).to.equal(false);
        }
      }
    });

    it('take coordinates and slopes in their other representative below 2^256 as well', () => {
      const a = pointAt(0n)!;
      const b = drawnPoint('alias');
      const additions = pairAdditions({ q: a, r: b });
      for (const x of [a.x, a.x + P]) {
        for (const { vanishes } of judge({ ...a, x }, b, slopesOf(additions))) expect(vanishes).to.equal(true);
      }
      // A neighbour to which the line is short: no point of the curve, but the relation of a slope speaks of lines only.
      const neighbour = { x: a.x + 5n, y: a.y + 5n };
      for (const [slope, isRight] of [
        [1n, true],
        [1n + P, true],
        [2n, false],
        [2n + P, false],
      ] as const) {
        const { found } = evaluate(polynomialAlgebra, pairWalk(a, neighbour), [slope]);
        expect(valueOf(found[2]!) === 0n).to.equal(isRight);
      }
    });
  });

  describe('the relations of a whole list:', () => {
    const residues = (walk: Walk, slopes: readonly bigint[]): bigint[] => evaluate(field, walk, slopes).found;

    it('all vanish, as polynomials at 2^32 and as residues, and each sum is noble’s', () => {
      for (const { walk, additions } of walks) {
        const slopes = slopesOf(additions);
        const byPolynomials = evaluate(polynomialAlgebra, walk, slopes).found.map(valueOf);
        expect(byPolynomials.every((value) => value === 0n)).to.equal(true);
        expect(byPolynomials).to.deep.equal(residues(walk, slopes));
        expect(byPolynomials).to.have.lengthOf(firstSlopeRelation(walk) + SLOPES + 2);
        for (const { a, b } of additions) expect(fromNoble(toNoble(a).add(toNoble(b)))).to.deep.equal(add(a, b));

        let accumulator = walk.offset.reduce<NoblePoint>((sum, t) => sum.add(toNoble(t)), NoblePoint.ZERO);
        for (const t of walk.steps.toReversed()) accumulator = accumulator.double().add(toNoble(t));
        const sums = [accumulator.add(toNoble(walk.correction)), ...walk.base.map(toNoble)];
        expect(sums.reduce((sum, t) => sum.add(t)).is0()).to.equal(true);
      }
    });

    it('are violated first at the slope that is wrong, whichever it is', () => {
      for (const [w, { walk, additions }] of walks.entries()) {
        const slopes = slopesOf(additions);
        for (const [i, addition] of additions.entries()) {
          const changed = slopes.with(i, wrongSlope(addition, w + i));
          const found = residues(walk, changed);
          const place = firstSlopeRelation(walk) + i;
          expect(found.findIndex((value) => value !== 0n)).to.equal(place);
          // Polynomials are slower.
          if (i % 61 === w) {
            expect(evaluate(polynomialAlgebra, walk, changed).found.map(valueOf)).to.deep.equal(found);
          }
        }
      }
    });

    it('are violated at the end, and there only, when the chains meet in another point than the oracle says', () => {
      for (const { walk } of walks) {
        for (const last of [drawnPoint('elsewhere'), negate(walk.base.at(-1)!) as Affine]) {
          const other = { ...walk, base: walk.base.with(-1, last) };
          const found = residues(other, slopesOf(walkAdditions(other)));
          expect(found.slice(0, -2).every((value) => value === 0n)).to.equal(true);
          expect(found.at(-2)).to.not.equal(0n);
        }
        // The opposite point has the same abscissa.
        const { correction } = walk;
        const before = walkAdditions(walk).find(({ b }) => b === correction)!.a;
        const meeting = add(before, correction);
        const mirrored = { ...walk, correction: add(negate(meeting), negate(before)) as Affine };
        const found = residues(mirrored, slopesOf(walkAdditions(mirrored)));
        expect(found.slice(0, -1).every((value) => value === 0n)).to.equal(true);
        expect(found.at(-1)).to.not.equal(0n);
      }
    });

    it('are violated at a point off the curve', () => {
      const { walk, additions } = walks[0]!;
      for (const [i, name] of (['q', 'r'] as const).entries()) {
        const found = residues({ ...walk, [name]: { ...walk[name], y: walk[name].y ^ 1n } }, slopesOf(additions));
        expect(found.findIndex((value) => value !== 0n)).to.equal(i);
      }
      const moved = { ...walk, extra: walk.extra.map(({ x, y }) => ({ x: x ^ 1n, y })) };
      const found = residues(moved, slopesOf(additions));
      expect(found.flatMap((value, i) => (value === 0n ? [] : [i]))).to.deep.equal([2]);
    });

    describe('in a step 2A + T', () => {
      const base = pairWalk(drawnPoint('step q'), drawnPoint('step r'));
      /** After those of Q ± R. */
      const place = firstSlopeRelation(base) + 2;
      const start = drawnPoint('step start');
      /** A is the offset itself, and T stands in the first step; both relations of that step. */
      function step(t: Affine, slopes: readonly [bigint, bigint]): boolean[] {
        const walk = { ...base, offset: [start], steps: base.steps.with(-1, t) };
        const { found } = evaluate(polynomialAlgebra, walk, [...slopesOf(pairAdditions(base)), ...slopes]);
        return found.slice(place, place + 2).map((relation) => valueOf(relation) === 0n);
      }
      const tried = [0n, 1n, P - 1n, drawn('slope'), divideField(3n * start.x * start.x - 3n, 2n * start.y)];

      it('vanish for the slopes of A + T and of (A + T) + A', () => {
        for (let i = 0; i < 50; i++) {
          const t = drawnPoint(`step ${i}`);
          const sum = add(start, t) as Affine;
          const slopes = [...pairAdditions({ q: start, r: t }), ...pairAdditions({ q: sum, r: start })];
          const [s, , c] = slopesOf(slopes) as [bigint, bigint, bigint];
          expect(step(t, [s, c])).to.deep.equal([true, true]);
          expect(step(t, [s, residue(c + 1n)])).to.deep.equal([true, false]);
          expect(step(t, [residue(s + 1n), c])).to.deep.equal([false, false]);
        }
      });

      it('have no first slope for T = −A and no second one for T = −2A, where the sum is infinity', () => {
        const twice = double(start) as Affine;
        expect(add(add(start, negate(twice)), start)).to.equal(INFINITY);
        const [, { slope }] = pairAdditions({ q: start, r: twice }) as [Addition, Addition];
        for (const one of tried) {
          expect(step(negate(start) as Affine, [one, one])[0]).to.equal(false);
          expect(step(negate(twice) as Affine, [slope!, one])).to.deep.equal([true, false]);
        }
      });

      it('leave the first slope free for T = A, which the offset has to rule out', () => {
        for (const one of tried) expect(step(start, [one, 0n])[0]).to.equal(true);
      });
    });
  });

  describe('the CRT circuit:', () => {
    let circuit: TemplateCircuit;
    before(async () => {
      circuit = await templateCircuit('../test/circuits/p256/conventionalProduct.circom', 'ConventionalProduct()');
    });

    /** One in `stride` of the products of all operations. */
    function products(stride: number): Product[] {
      const all = [
        ...pairs.flatMap(fieldProducts),
        ...pairProducts(points),
        ...walks.flatMap(({ additions }) => additions.flatMap(additionProducts)),
      ];
      expect(all.length).to.be.above(16_000);
      return all.filter((_, i) => i % stride === 0);
    }

    it(`accepts ${LONG ? 'all' : `one in ${STRIDE}`} of the products that the operations are made of`, async () => {
      for (const { a, b, product } of products(STRIDE)) await circuit.witness(productInputs(a, b, { product }));
    }).timeout(3_600_000);

    it('accepts those of the edges, and nothing else for them', async () => {
      for (const [a, b] of EDGES.flatMap((x) => EDGES.map((y) => [x, y] as const))) {
        for (const { a: x, b: y, product } of fieldProducts([a, b]))
          await circuit.witness(productInputs(x, y, { product }));
        const product = residue(a * b + 1n);
        await circuit.refusal(productInputs(a, b, { product }));
      }
    });

    it('refuses other products', async () => {
      for (const [i, { a, b, product }] of products(50 * STRIDE).entries()) {
        const wrong = [residue(product + 1n), residue(product - 1n), residue(-product - 1n), drawn(`wrong ${i}`)][
          i % 4
        ]!;
        await circuit.refusal(productInputs(a, b, { product: wrong }));
      }
    });
  });
});

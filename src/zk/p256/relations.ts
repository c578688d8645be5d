import type { Algebra } from './algebra.ts';
import { COEFFICIENT_B, GENERATOR } from './curve.ts';
import { toLimbs } from './limbs.ts';
import { LIMB_BITS, LIMBS, STEPS } from './parameters.ts';

/** Coordinates as polynomials in X (or their values): not reduced, never materialised as field elements of the curve. */
export interface Point<E> {
  readonly x: E;
  readonly y: E;
}

/** The points that a signature's relations speak about. */
export interface RelationPoints<E> {
  readonly q: Point<E>;
  /** x is the signature's r. */
  readonly r: Point<E>;
  readonly extra: readonly Point<E>[];
  /** The point added in step `i`: ±(Q − R) when both digits agree, ±(Q + R) when not, with the sign of w's digit. */
  readonly stepPoint: (i: number, sum: Point<E>, difference: Point<E>) => Point<E>;
  /** Repairs parity: Q when w is even, −R when v is, the generator when neither. */
  readonly correction: (generator: Point<E>) => Point<E>;
  /** Window points of c·G and of k·G, lowest window first. */
  readonly offsetWindows: readonly Point<E>[];
  readonly baseWindows: readonly Point<E>[];
}

/** Gives the next slope l, which should make (base + l)·denominator equal to numerator modulo p. */
export type SlopeSource<E> = (base: E, numerator: E, denominator: E) => E;

/**
 * Every relation that must vanish modulo p at X = 2^32, in the circuit's order (circuits/lib/p256/relations.circom):
 * curve equations of Q, R and the additional points; Q + R and Q − R; the offset c·G; the steps; the correction; k·G; their equality.
 */
export function relations<E>(algebra: Algebra<E>, points: RelationPoints<E>, nextSlope: SlopeSource<E>): E[] {
  const { add, subtract, multiply } = bound(algebra);
  const zero = algebra.constant([0n]);
  const three = algebra.constant([3n]);
  const constantB = algebra.constant(toLimbs(COEFFICIENT_B, LIMB_BITS, LIMBS));
  const generator = {
    x: algebra.constant(toLimbs(GENERATOR.x, LIMB_BITS, LIMBS)),
    y: algebra.constant(toLimbs(GENERATOR.y, LIMB_BITS, LIMBS)),
  };
  const found: E[] = [];

  /** y² − (x² − 3)·x − b */
  const curveEquation = ({ x, y }: Point<E>): E =>
    subtract(subtract(multiply(y, y), multiply(subtract(multiply(x, x), three), x)), constantB);

  /**
   * The slope of the line through `a` and `t`, and a's ordinate written from t's. y grows by no more than one product that way,
   * however long the chain is: the relation is what says that it is the same y.
   */
  const chord = (a: Point<E>, t: Point<E>): { slope: E; ordinate: E } => {
    const denominator = subtract(t.x, a.x);
    const slope = nextSlope(zero, subtract(t.y, a.y), denominator);
    const ordinate = subtract(t.y, multiply(slope, denominator));
    found.push(subtract(a.y, ordinate));
    return { slope, ordinate };
  };

  const addition = (a: Point<E>, t: Point<E>): Point<E> => {
    const { slope, ordinate } = chord(a, t);
    const x = subtract(subtract(multiply(slope, slope), a.x), t.x);
    return { x, y: subtract(multiply(slope, subtract(a.x, x)), ordinate) };
  };

  /** 2a + t as (a + t) + a. The abscissa is written as c² − s² + t.x, which does not grow; c² − a.x − (a + t).x is the same. */
  const doubleAndAdd = (a: Point<E>, t: Point<E>): Point<E> => {
    const { slope, ordinate } = chord(a, t);
    const square = multiply(slope, slope);
    const run = subtract(subtract(subtract(square, a.x), t.x), a.x);
    const twice = add(ordinate, ordinate);
    const second = nextSlope(slope, subtract(zero, twice), run);
    found.push(add(multiply(add(slope, second), run), twice));
    const x = add(subtract(multiply(second, second), square), t.x);
    return { x, y: subtract(multiply(second, subtract(a.x, x)), ordinate) };
  };

  const { q, r } = points;
  for (const point of [q, r, ...points.extra]) found.push(curveEquation(point));

  const sum = addition(q, r);
  const difference = addition(q, { x: r.x, y: subtract(zero, r.y) });

  let accumulator = points.offsetWindows.reduce((a, t) => addition(a, t));
  for (let i = STEPS - 1; i >= 0; i--) accumulator = doubleAndAdd(accumulator, points.stepPoint(i, sum, difference));
  accumulator = addition(accumulator, points.correction(generator));

  const base = points.baseWindows.reduce((a, t) => addition(a, t));
  found.push(subtract(accumulator.x, base.x), add(accumulator.y, base.y));
  return found;
}

function bound<E>(algebra: Algebra<E>): Pick<Algebra<E>, 'add' | 'subtract' | 'multiply'> {
  return {
    add: (a, b) => algebra.add(a, b),
    subtract: (a, b) => algebra.subtract(a, b),
    multiply: (a, b) => algebra.multiply(a, b),
  };
}

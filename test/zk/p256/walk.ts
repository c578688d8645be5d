import type { Algebra } from '../../../src/zk/p256/algebra.ts';
import { toLimbs } from '../../../src/zk/p256/limbs.ts';
import { LIMB_BITS, LIMBS, STEPS } from '../../../src/zk/p256/parameters.ts';
import { type Point, relations } from '../../../src/zk/p256/relations.ts';
import { add, type Affine, INFINITY, negate, slopeThrough } from './conventional.ts';

/** One run of the relation list, with any point in any place: not only those that belong to a signature. */
export interface Walk {
  readonly q: Affine;
  readonly r: Affine;
  readonly extra: readonly Affine[];
  readonly offset: readonly Affine[];
  /** Added in step i; the highest comes first. */
  readonly steps: readonly Affine[];
  readonly correction: Affine;
  readonly base: readonly Affine[];
}

/** What one slope is for: a + b, and the slope by the oracle, undefined where the line is vertical. */
export interface Addition {
  readonly a: Affine;
  readonly b: Affine;
  readonly slope: bigint | undefined;
}

/** The place of the first slope's relation: after the curve equations of Q, R and the additional points. */
export const firstSlopeRelation = (walk: Walk): number => 2 + walk.extra.length;

const ZERO: Affine = { x: 0n, y: 0n };

/** Q ± R in the two first slopes, and in place of all else zeros, which are no points: their relations say nothing. */
export function pairWalk(q: Affine, r: Affine, extra: readonly Affine[] = []): Walk {
  const steps = new Array<Affine>(STEPS).fill(ZERO);
  return { q, r, extra, offset: [ZERO], steps, correction: ZERO, base: [ZERO] };
}

/** A sum that has coordinates. @throws RangeError for infinity */
export function finiteSum(a: Affine, b: Affine): Affine {
  const sum = add(a, b);
  if (sum === INFINITY) throw new RangeError('the sum is infinity');
  return sum;
}

export function opposite(a: Affine): Affine {
  return negate(a) as Affine;
}

/** Q + R and Q − R. */
export function pairAdditions({ q, r }: Pick<Walk, 'q' | 'r'>): Addition[] {
  return [r, opposite(r)].map((b) => ({ a: q, b, slope: slopeThrough(q, b) }));
}

/**
 * The additions of all slopes in the list's order, by the oracle: Q ± R, the offset's chain, 2A + T as (A + T) + A in each step, the correction,
 * and the base's chain.
 * @throws RangeError when a sum before the last is infinity
 */
export function walkAdditions(walk: Walk): Addition[] {
  const found = pairAdditions(walk);
  const sum = (a: Affine, b: Affine): Affine => {
    found.push({ a, b, slope: slopeThrough(a, b) });
    return finiteSum(a, b);
  };
  let accumulator = walk.offset.reduce(sum);
  for (const t of walk.steps.toReversed()) accumulator = sum(sum(accumulator, t), accumulator);
  sum(accumulator, walk.correction);
  walk.base.reduce(sum);
  return found;
}

export interface Evaluation<E> {
  readonly found: E[];
  readonly sum: Point<E>;
  readonly difference: Point<E>;
}

/** The relation list of src/zk/p256 with these slopes; slopes beyond the list's end are 0. */
export function evaluate<E>(algebra: Algebra<E>, walk: Walk, slopes: readonly bigint[]): Evaluation<E> {
  // A short polynomial for 0: most of a pair's walk is nothing else.
  const value = (number: bigint): E => algebra.constant(number === 0n ? [0n] : toLimbs(number, LIMB_BITS, LIMBS));
  const point = ({ x, y }: Affine): Point<E> => ({ x: value(x), y: value(y) });
  let results: Pick<Evaluation<E>, 'sum' | 'difference'> | undefined;
  let next = 0;
  const found = relations(
    algebra,
    {
      q: point(walk.q),
      r: point(walk.r),
      extra: walk.extra.map(point),
      stepPoint: (i, sum, difference) => {
        results = { sum, difference };
        return point(walk.steps[i]!);
      },
      correction: () => point(walk.correction),
      offsetWindows: walk.offset.map(point),
      baseWindows: walk.base.map(point),
    },
    () => value(slopes[next++] ?? 0n),
  );
  return { found, ...results! };
}

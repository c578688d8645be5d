import type { Algebra } from './algebra.ts';
import type { AffinePoint } from './curve.ts';
import { toLimbs } from './limbs.ts';
import { LIMB_BITS, LIMBS } from './parameters.ts';
import type { Point, RelationPoints } from './relations.ts';
import { windowPolynomials, windowTables } from './windows.ts';
import type { WindowDigit } from './windows.ts';

/** Everything that selects the points of the relations; ±1 digits as bits, 1 for +1, least significant first. */
export interface Selection {
  readonly q: AffinePoint;
  readonly r: AffinePoint;
  readonly extra: readonly AffinePoint[];
  readonly vDigits: readonly bigint[];
  readonly wDigits: readonly bigint[];
  readonly vIsEven: boolean;
  readonly wIsEven: boolean;
  readonly offset: readonly WindowDigit[];
}

/** The points of the relations, in any algebra. `base` are k's digits: hints know them only after the offset is drawn. */
export function relationPoints<E>(
  algebra: Algebra<E>,
  selection: Selection,
  base: readonly WindowDigit[],
): RelationPoints<E> {
  const zero = algebra.constant([0n]);
  const limbs = ({ x, y }: AffinePoint): Point<E> => ({
    x: algebra.constant(toLimbs(x, LIMB_BITS, LIMBS)),
    y: algebra.constant(toLimbs(y, LIMB_BITS, LIMBS)),
  });
  const negate = ({ x, y }: Point<E>): Point<E> => ({ x, y: algebra.subtract(zero, y) });
  const window = ({ index, positive }: WindowDigit, j: number): Point<E> => {
    const { x, y } = windowPolynomials(windowTables()[j]![index]!);
    const point = { x: algebra.constant(x), y: algebra.constant(y) };
    return positive ? point : negate(point);
  };
  const [q, r] = [limbs(selection.q), limbs(selection.r)];
  return {
    q,
    r,
    extra: selection.extra.map(limbs),
    stepPoint: (i, sum, difference) => {
      const point = selection.vDigits[i] === selection.wDigits[i] ? difference : sum;
      return selection.wDigits[i] === 1n ? point : negate(point);
    },
    correction: (generator) => (selection.wIsEven ? q : selection.vIsEven ? negate(r) : generator),
    offsetWindows: selection.offset.map(window),
    baseWindows: base.map(window),
  };
}

import { FIELD_MODULUS } from '../poseidon.ts';
import { combine, type Interval, intervalAlgebra, type IntervalPolynomial, intervals } from './algebra.ts';
import { fold } from './congruences.ts';
import { FIELD_PRIME, ORDER } from './curve.ts';
import { toLimbs } from './limbs.ts';
import {
  ALPHAS,
  BASE_WINDOWS,
  BETAS,
  CHALLENGE_BITS,
  LATTICE_QUOTIENT_OFFSET_BITS,
  LIMB_BITS,
  LIMBS,
  OFFSET_WINDOWS,
  ORDER_LIMB_BITS,
  RELATION_COEFFICIENTS,
  RELATIONS,
  SCALAR_QUOTIENT_OFFSET_BITS,
  STEPS,
  VALUE_BITS,
  WINDOW_BITS,
} from './parameters.ts';
import { type Point, relations } from './relations.ts';
import { WINDOW_COLUMNS } from './windows.ts';

/** Range checks of one equality: quotient and carries are signed, value + 2^(bits − 1) is decomposed into `bits` bits. */
export interface SignedRanges {
  readonly quotientBits: number;
  readonly carryBits: number;
}

/** What the circuit checks, for the three equalities between integers. */
export const RANGES = {
  /** Σ folded_j·2^(32j) = quotient·p, once for each set of challenges. */
  fold: { quotientBits: 214, carryBits: 214 },
  /** v·r − w·s = quotient·n */
  lattice: { quotientBits: LATTICE_QUOTIENT_OFFSET_BITS + 1, carryBits: 94 },
  /** K·s − v·z = quotient·n, K = k + 2^128·c + (1 − vIsEven − wIsEven) */
  scalar: { quotientBits: SCALAR_QUOTIENT_OFFSET_BITS + 1, carryBits: 95 },
} as const satisfies Record<string, SignedRanges>;

/** An inequality that the argument rests on. Soundness: no false equality passes. Completeness: no true one is refused. */
export interface Bound {
  readonly concern: 'soundness' | 'completeness';
  readonly claim: string;
  /** Largest value over every assignment of bits. */
  readonly value: bigint;
  /** The value must be below. */
  readonly limit: bigint;
}

/** Largest coefficients, in absolute value, over every assignment of bits, and the inequalities that follow from them. */
export interface Budget {
  readonly relation: bigint;
  /** Of a weighted sum of all relations. */
  readonly batch: bigint;
  /** Of that sum modulo p(X). */
  readonly folded: bigint;
  readonly bounds: readonly Bound[];
}

const { add, subtract, multiply, magnitude, union, exactly } = intervals;
const power = (bits: number): bigint => 1n << BigInt(bits);
const unsigned = (bits: number): Interval => ({ low: 0n, high: power(bits) - 1n });
const symmetric = (limit: bigint): Interval => ({ low: -limit, high: limit });
const signed = (bits: number): Interval => ({ low: -power(bits - 1), high: power(bits - 1) - 1n });

/** The circuit's bit budget, by interval arithmetic over the list of relations: no sample, every assignment. */
export function computeBudget(extraPoints: number): Budget {
  const all = relationBounds(extraPoints);
  const batched = batchBounds(all);
  const batch = greatest(batched);
  const folded = foldBounds(batched);
  const bounds: Bound[] = [
    {
      concern: 'soundness',
      claim: 'every relation has a pair of weights of its own',
      value: BigInt(RELATIONS + extraPoints),
      limit: BigInt(ALPHAS * BETAS + 1),
    },
    {
      concern: 'soundness',
      claim: 'a relation has no more coefficients than the batched polynomial',
      value: BigInt(batched.length),
      limit: BigInt(RELATION_COEFFICIENTS + 1),
    },
    {
      concern: 'soundness',
      claim: 'a batched coefficient is determined by its residue',
      value: batch,
      limit: FIELD_MODULUS / 2n,
    },
    ...equalityBounds({
      name: 'fold',
      limbs: folded,
      value: evaluate(folded, LIMB_BITS),
      modulus: FIELD_PRIME,
      // p as its polynomial at 2^32, below X^7, where the last carry ends.
      modulusLimbs: [-1n, 0n, 0n, 1n, 0n, 0n, 1n],
      limbBits: LIMB_BITS,
      checked: LIMBS - 1,
      ranges: RANGES.fold,
      quotientLimbs: [signed(RANGES.fold.quotientBits)],
    }),
    ...latticeBounds(),
    ...scalarBounds(),
  ];
  return { relation: all.map(greatest).reduce(larger), batch, folded: greatest(folded), bounds };
}

/** Coefficients of every relation, over all assignments of bits. */
export function relationBounds(extraPoints: number): IntervalPolynomial[] {
  const value: IntervalPolynomial = Array.from({ length: LIMBS }, () => unsigned(LIMB_BITS));
  const point = { x: value, y: value };
  const either = (a: IntervalPolynomial, b: IntervalPolynomial): IntervalPolynomial => combine(a, b, union);
  const withEitherSign = (y: IntervalPolynomial): IntervalPolynomial =>
    either(y, intervalAlgebra.subtract(intervalAlgebra.constant([]), y));
  const columns = (powers: readonly number[], widths: readonly number[]): IntervalPolynomial =>
    Array.from({ length: LIMBS }, (_, e) => {
      const column = powers.indexOf(e);
      return column < 0 ? exactly(0n) : unsigned(widths[column]!);
    });
  const window: Point<IntervalPolynomial> = {
    x: columns(WINDOW_COLUMNS.x, [64, 64, 64, 64]),
    y: withEitherSign(columns(WINDOW_COLUMNS.y, [96, 96, 64])),
  };
  return relations<IntervalPolynomial>(
    intervalAlgebra,
    {
      q: point,
      r: point,
      extra: Array.from({ length: extraPoints }, () => point),
      stepPoint: (_, sum, difference) => ({
        x: either(sum.x, difference.x),
        y: withEitherSign(either(sum.y, difference.y)),
      }),
      correction: (generator) => ({
        x: either(value, generator.x),
        y: either(withEitherSign(value), generator.y),
      }),
      offsetWindows: Array.from({ length: OFFSET_WINDOWS }, () => window),
      baseWindows: Array.from({ length: BASE_WINDOWS }, () => window),
    },
    () => value,
  );
}

/** Σ alpha_i·beta_j·relation_(17j + i), alpha_0 = beta_0 = 1, the others any challenge. */
function batchBounds(all: readonly IntervalPolynomial[]): IntervalPolynomial {
  const weight = (index: number): Interval => (index === 0 ? exactly(1n) : unsigned(CHALLENGE_BITS));
  return all
    .map((relation, m): IntervalPolynomial => {
      const factor = multiply(weight(m % ALPHAS), weight(Math.floor(m / ALPHAS)));
      return relation.map((coefficient) => multiply(coefficient, factor));
    })
    .reduce((a, b) => combine(a, b, add));
}

/** Folding is linear: its matrix is what it does to the powers of X. */
function foldBounds(coefficients: IntervalPolynomial): Interval[] {
  const rows = coefficients.map((_, e) => fold(Array.from({ length: e + 1 }, (__, i) => (i === e ? 1n : 0n))));
  return Array.from({ length: LIMBS }, (_, j) =>
    coefficients.reduce((sum, coefficient, e) => add(sum, multiply(coefficient, exactly(rows[e]![j]!))), exactly(0n)),
  );
}

const HALF_SCALAR: Interval = { low: 1n - power(STEPS), high: power(STEPS) };
/** Limbs of v and of w: 88 digits ±1 with the parity flag, and the other 40 digits. */
const HALF_SCALAR_LIMBS: readonly Interval[] = [
  { low: 1n - power(ORDER_LIMB_BITS), high: power(ORDER_LIMB_BITS) },
  symmetric(power(STEPS - ORDER_LIMB_BITS) - 1n),
];
const VALUE_LIMBS: readonly Interval[] = [
  unsigned(ORDER_LIMB_BITS),
  unsigned(ORDER_LIMB_BITS),
  unsigned(VALUE_BITS - 2 * ORDER_LIMB_BITS),
];
const BELOW_ORDER: Interval = { low: 0n, high: ORDER - 1n };

function latticeBounds(): Bound[] {
  return equalityBounds({
    name: 'lattice',
    limbs: differenceOfProducts([HALF_SCALAR_LIMBS, VALUE_LIMBS], [HALF_SCALAR_LIMBS, VALUE_LIMBS], 2),
    value: subtract(multiply(HALF_SCALAR, BELOW_ORDER), multiply(HALF_SCALAR, BELOW_ORDER)),
    ...orderEquality(2, RANGES.lattice),
  });
}

function scalarBounds(): Bound[] {
  const base = windowLimbs(0, BASE_WINDOWS);
  const offset = windowLimbs(STEPS / WINDOW_BITS, OFFSET_WINDOWS);
  const single = [unsigned(1), exactly(0n), exactly(0n)];
  const k = base.map((limb, i) => add(add(limb, offset[i]!), single[i]!));
  return equalityBounds({
    name: 'scalar',
    limbs: differenceOfProducts([k, VALUE_LIMBS], [HALF_SCALAR_LIMBS, VALUE_LIMBS], 3),
    value: subtract(multiply(evaluate(k, ORDER_LIMB_BITS), BELOW_ORDER), multiply(HALF_SCALAR, unsigned(VALUE_BITS))),
    ...orderEquality(3, RANGES.scalar),
  });
}

/** Limbs of Σ digit_j·2^(8j), j from `first` on, with odd digits in ±255: 11 windows to a limb of 88 bits. */
function windowLimbs(first: number, count: number): Interval[] {
  const limbs = [0n, 0n, 0n];
  for (let bit = first * WINDOW_BITS; bit < (first + count) * WINDOW_BITS; bit += WINDOW_BITS) {
    limbs[Math.floor(bit / ORDER_LIMB_BITS)]! += (power(WINDOW_BITS) - 1n) << BigInt(bit % ORDER_LIMB_BITS);
  }
  return limbs.map(symmetric);
}

interface Equality {
  readonly name: string;
  /** Limbs of what must be a multiple of the modulus, and bounds of its whole value. */
  readonly limbs: readonly Interval[];
  readonly value: Interval;
  readonly modulus: bigint;
  readonly modulusLimbs: readonly bigint[];
  readonly limbBits: number;
  /** Limbs compared by carries; the rest is compared in the scalar field. */
  readonly checked: number;
  readonly ranges: SignedRanges;
  readonly quotientLimbs: readonly Interval[];
}

/** An equality modulo n whose quotient is cut into as many limbs as there are carries, the top one signed. */
function orderEquality(
  checked: number,
  ranges: SignedRanges,
): Pick<Equality, 'modulus' | 'modulusLimbs' | 'limbBits' | 'checked' | 'ranges' | 'quotientLimbs'> {
  const top = ranges.quotientBits - ORDER_LIMB_BITS * (checked - 1);
  return {
    modulus: ORDER,
    modulusLimbs: toLimbs(ORDER, ORDER_LIMB_BITS, 3),
    limbBits: ORDER_LIMB_BITS,
    checked,
    ranges,
    quotientLimbs: [...Array.from({ length: checked - 1 }, () => unsigned(ORDER_LIMB_BITS)), signed(top)],
  };
}

/**
 * Σ limbs − quotient·modulus is compared with 0 modulo 2^(limbBits·checked), by carries, and modulo the scalar field's order, natively.
 * Both hold together only for 0 while its absolute value is below the product of the two moduli.
 */
function equalityBounds(equality: Equality): Bound[] {
  const { name, limbs, value, modulus, modulusLimbs, limbBits, checked, ranges, quotientLimbs } = equality;
  const carry = signed(ranges.carryBits);
  const rests = Array.from({ length: checked }, (_, i) => {
    const product = quotientLimbs.reduce(
      (sum, limb, j) => (j > i ? sum : add(sum, multiply(limb, exactly(modulusLimbs[i - j] ?? 0n)))),
      exactly(0n),
    );
    return subtract(limbs[i]!, product);
  });

  const bounds: Bound[] = rests.map((rest, i) => ({
    concern: 'soundness',
    claim: `${name}: limb ${i} with its carries does not wrap`,
    value: magnitude(subtract(i === 0 ? rest : add(rest, carry), multiply(carry, exactly(power(limbBits))))),
    limit: FIELD_MODULUS,
  }));
  bounds.push({
    concern: 'soundness',
    claim: `${name}: a congruence to both moduli is an equality`,
    value: magnitude(value) + power(ranges.quotientBits - 1) * modulus,
    limit: power(limbBits * checked) * FIELD_MODULUS,
  });

  bounds.push({
    concern: 'completeness',
    claim: `${name}: the quotient fits its range`,
    value: magnitude(value) / modulus,
    limit: power(ranges.quotientBits - 1),
  });
  let honest = exactly(0n);
  for (const [i, rest] of rests.entries()) {
    const sum = add(rest, honest);
    honest = { low: sum.low >> BigInt(limbBits), high: sum.high >> BigInt(limbBits) };
    bounds.push({
      concern: 'completeness',
      claim: `${name}: carry ${i} fits its range`,
      value: magnitude(honest),
      limit: power(ranges.carryBits - 1),
    });
  }
  return bounds;
}

type Limbs = readonly Interval[];

/** The lowest `count` limbs of a·b − c·d. */
function differenceOfProducts([a, b]: [Limbs, Limbs], [c, d]: [Limbs, Limbs], count: number): Interval[] {
  const limb = (x: Limbs, y: Limbs, i: number): Interval =>
    x.reduce((sum, factor, j) => {
      const other = y[i - j];
      return other === undefined ? sum : add(sum, multiply(factor, other));
    }, exactly(0n));
  return Array.from({ length: count }, (_, i) => subtract(limb(a, b, i), limb(c, d, i)));
}

function evaluate(limbs: Limbs, bits: number): Interval {
  return limbs.reduceRight((sum, limb) => add(multiply(sum, exactly(power(bits))), limb), exactly(0n));
}

function larger(a: bigint, b: bigint): bigint {
  return b > a ? b : a;
}

function greatest(polynomial: IntervalPolynomial): bigint {
  return polynomial.map(magnitude).reduce(larger);
}

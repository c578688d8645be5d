/**
 * What the relations are made of. The same list of relations (relations.ts) is evaluated over integer polynomials for hints, over
 * residues mod p to find the slopes, over intervals for the bit budget, and over BN254's scalar field as the circuit does it.
 */
export interface Algebra<E> {
  /** The polynomial in X with these coefficients, lowest degree first. */
  constant(coefficients: readonly bigint[]): E;
  add(a: E, b: E): E;
  subtract(a: E, b: E): E;
  multiply(a: E, b: E): E;
}

/** Values of polynomials at one point of a prime field. */
export class ResidueAlgebra implements Algebra<bigint> {
  readonly modulus: bigint;
  readonly #point: bigint;

  constructor(modulus: bigint, point: bigint) {
    this.modulus = modulus;
    this.#point = point;
  }

  constant(coefficients: readonly bigint[]): bigint {
    return this.#reduce(coefficients.reduceRight((value, coefficient) => value * this.#point + coefficient, 0n));
  }

  add(a: bigint, b: bigint): bigint {
    return this.#reduce(a + b);
  }

  subtract(a: bigint, b: bigint): bigint {
    return this.#reduce(a - b);
  }

  multiply(a: bigint, b: bigint): bigint {
    return this.#reduce(a * b);
  }

  #reduce(value: bigint): bigint {
    const residue = value % this.modulus;
    return residue < 0n ? residue + this.modulus : residue;
  }
}

/** Polynomials with integer coefficients, lowest degree first. */
export type Polynomial = readonly bigint[];

export const polynomialAlgebra: Algebra<Polynomial> = {
  constant: (coefficients) => coefficients,
  add: (a, b) => {
    const [long, short] = a.length >= b.length ? [a, b] : [b, a];
    return long.map((coefficient, i) => coefficient + (short[i] ?? 0n));
  },
  subtract: (a, b) => Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) - (b[i] ?? 0n)),
  multiply: (a, b) => {
    const product = new Array<bigint>(a.length + b.length - 1).fill(0n);
    for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) product[i + j]! += x * y;
    return product;
  },
};

/** A coefficient that is known only to lie between two bounds, both included. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

const ZERO: Interval = { low: 0n, high: 0n };
const least = (...values: bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const greatest = (...values: bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));

/** Coefficient-wise bounds of polynomials, valid for every assignment. */
export type IntervalPolynomial = readonly Interval[];

export const intervals = {
  exactly: (value: bigint): Interval => ({ low: value, high: value }),
  add: (a: Interval, b: Interval): Interval => ({ low: a.low + b.low, high: a.high + b.high }),
  subtract: (a: Interval, b: Interval): Interval => ({ low: a.low - b.high, high: a.high - b.low }),
  multiply: (a: Interval, b: Interval): Interval => {
    const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
    return { low: least(...corners), high: greatest(...corners) };
  },
  union: (a: Interval, b: Interval): Interval => ({ low: least(a.low, b.low), high: greatest(a.high, b.high) }),
  /** Largest absolute value. */
  magnitude: ({ low, high }: Interval): bigint => greatest(-low, high),
};

export const intervalAlgebra: Algebra<IntervalPolynomial> = {
  constant: (coefficients) => coefficients.map(intervals.exactly),
  add: (a, b) => combine(a, b, intervals.add),
  subtract: (a, b) => combine(a, b, intervals.subtract),
  multiply: (a, b) => {
    const product = new Array<Interval>(a.length + b.length - 1).fill(ZERO);
    for (const [i, x] of a.entries()) {
      for (const [j, y] of b.entries()) product[i + j] = intervals.add(product[i + j]!, intervals.multiply(x, y));
    }
    return product;
  },
};

/** Applies an operation to each pair of coefficients; a missing one is 0. */
export function combine(
  a: IntervalPolynomial,
  b: IntervalPolynomial,
  operation: (x: Interval, y: Interval) => Interval,
): IntervalPolynomial {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => operation(a[i] ?? ZERO, b[i] ?? ZERO));
}

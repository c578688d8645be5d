import { normalizeZ } from '@noble/curves/abstract/curve.js';
import { p256 } from '@noble/curves/nist.js';
import type { AffinePoint } from './curve.ts';
import { toLimbs } from './limbs.ts';
import { BASE_WINDOWS, WINDOW_BITS } from './parameters.ts';
import type { Point } from './relations.ts';

const INDEX_BITS = WINDOW_BITS - 1;
const WINDOW_ENTRIES = 1 << INDEX_BITS;

/** An odd number in ±255: (2·index + 1), negated unless `positive`. */
export interface WindowDigit {
  readonly index: number;
  readonly positive: boolean;
}

/** The only way to write an odd number below 2^(8·count) in absolute value as Σ digit_j·2^(8j) with odd digits in ±255. */
export function windowDigits(value: bigint, count: number): WindowDigit[] {
  let rest = value;
  return Array.from({ length: count }, (_, j) => {
    const digit = j === count - 1 ? rest : BigInt.asUintN(WINDOW_BITS + 1, rest) - (1n << BigInt(WINDOW_BITS));
    rest = (rest - digit) >> BigInt(WINDOW_BITS);
    const positive = digit > 0n;
    return { index: Number(((positive ? digit : -digit) - 1n) / 2n), positive };
  });
}

export function windowValue(digits: readonly WindowDigit[]): bigint {
  return digits.reduceRight((value, { index, positive }) => {
    const digit = BigInt(2 * index + 1);
    return (value << BigInt(WINDOW_BITS)) + (positive ? digit : -digit);
  }, 0n);
}

/** The 8 bits of a digit as the circuit has them: index, least significant first, then 1 for positive. */
export function windowBits({ index, positive }: WindowDigit): bigint[] {
  return [...toLimbs(BigInt(index), 1, INDEX_BITS), positive ? 1n : 0n];
}

export function windowFromBits(bits: readonly bigint[]): WindowDigit {
  const index = bits.slice(0, INDEX_BITS).reduceRight((value, bit) => 2 * value + Number(bit), 0);
  return { index, positive: bits[INDEX_BITS] === 1n };
}

let tables: readonly (readonly AffinePoint[])[] | undefined;

/** Table j holds (2i + 1)·2^(8j)·G, i = 0..127. */
export function windowTables(): readonly (readonly AffinePoint[])[] {
  tables ??= computeTables();
  return tables;
}

function computeTables(): AffinePoint[][] {
  let base = p256.Point.BASE;
  return Array.from({ length: BASE_WINDOWS }, () => {
    const double = base.double();
    let point = base;
    const column = Array.from({ length: WINDOW_ENTRIES }, () => {
      const current = point;
      point = point.add(double);
      return current;
    });
    for (let i = 0; i < WINDOW_BITS; i++) base = base.double();
    return normalizeZ(p256.Point, column).map(({ x, y }) => ({ x, y }));
  });
}

/** Powers of X at which a table point's columns stand: x as 4 × 64 bits, y as 96, 96 and 64 bits. */
export const WINDOW_COLUMNS = { x: [0, 2, 4, 6], y: [0, 3, 6] } as const;

/** Columns of a table point, x first. */
export function windowColumns({ x, y }: AffinePoint): { x: bigint[]; y: bigint[] } {
  return { x: toLimbs(x, 64, WINDOW_COLUMNS.x.length), y: toLimbs(y, 96, WINDOW_COLUMNS.y.length) };
}

/** Coefficients of a table point's coordinates as polynomials in X. */
export function windowPolynomials(point: AffinePoint): Point<bigint[]> {
  const { x, y } = windowColumns(point);
  const spread = (columns: readonly bigint[], powers: readonly number[]): bigint[] => {
    const coefficients = new Array<bigint>(7).fill(0n);
    for (const [i, power] of powers.entries()) coefficients[power] = columns[i] ?? 0n;
    return coefficients;
  };
  return { x: spread(x, WINDOW_COLUMNS.x), y: spread(y, WINDOW_COLUMNS.y) };
}

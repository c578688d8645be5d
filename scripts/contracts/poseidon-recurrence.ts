import { createRequire } from 'node:module';
import path from 'node:path';
import { FIELD_MODULUS as r } from '../../src/zk/poseidon.ts';

/**
 * Poseidon's partial rounds as a linear recurrence.
 *
 * In a partial round only the first element y of the state goes through the S-box, x = y^5; the others, v, are mixed linearly. With
 * M = [[m00, c], [b, A]] the round is v' = b·x + A·v, y' = m00·x + c·v (+ constants). Split v into a constant part and w. Then u = c·w
 * satisfies the recurrence of A's characteristic polynomial (Cayley-Hamilton) with the S-box outputs as its input:
 *
 *     u(n) = Σ feedback[i]·u(n−1−i) + Σ input[i]·x(n−1−i),   y(n+1) = u(n) + m00·x(n) + g(n+1),   i = 0 … t−2
 *
 * That is 2t − 1 products a round instead of t², and, other than in the usual sparse form, with the same 2t − 1 coefficients in every
 * round: the code is a short loop. History before the first round (x = 0, u run backwards) is part of the last matrix before it; the
 * state after the last round is a matrix of the last t − 1 values of u and x.
 */
export interface Recurrence {
  /** Width of the state: number of inputs + 1. */
  readonly t: number;
  /** Number of partial rounds. */
  readonly partialRounds: number;
  /** Round constants added before the S-boxes of the full rounds: 4 before, 4 after the partial ones (these corrected by what the constants of v come to). */
  readonly before: readonly (readonly bigint[])[];
  readonly after: readonly (readonly bigint[])[];
  readonly mix: Matrix;
  /** Instead of `mix` after the fourth full round: rows y, u(−1), u(−2), … */
  readonly enter: Matrix;
  /** Added to y of the first partial round. */
  readonly g0: bigint;
  /** g(1) … g(partialRounds) */
  readonly g: readonly bigint[];
  readonly m00: bigint;
  /** Of u(n−1), u(n−2), … */
  readonly feedback: readonly bigint[];
  /** Of x(n−1), x(n−2), … */
  readonly input: readonly bigint[];
  /** v after the last partial round, from u(P−1), u(P−2), … */
  readonly leaveU: Matrix;
  /** and x(P−1), x(P−2), … */
  readonly leaveX: Matrix;
}

type Vector = readonly bigint[];
type Matrix = readonly Vector[];

const FULL_ROUNDS = 8;
/** circomlib's numbers of partial rounds for states of 3, 4 and 6 elements. */
const PARTIAL_ROUNDS: Readonly<Record<number, number>> = { 3: 57, 4: 56, 6: 60 };

export const mod = (value: bigint): bigint => ((value % r) + r) % r;
const dot = (a: Vector, b: Vector): bigint => mod(a.reduce((sum, value, i) => sum + value * b[i]!, 0n));
const times = (m: Matrix, v: Vector): bigint[] => m.map((row) => dot(row, v));
const columns = (m: Matrix): bigint[][] => m[0]!.map((_, j) => m.map((row) => row[j]!));
const product = (a: Matrix, b: Matrix): bigint[][] => a.map((row) => columns(b).map((column) => dot(row, column)));
const plus = (a: Vector, b: Vector): bigint[] => a.map((value, i) => mod(value + b[i]!));
const identity = (n: number): bigint[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1n : 0n)));

function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, mod(value), r - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

/** Gauss-Jordan. */
function invert(m: Matrix): bigint[][] {
  const n = m.length;
  const rows = m.map((row, i) => [...row, ...identity(n)[i]!]);
  for (let column = 0; column < n; column++) {
    const pivot = rows.findIndex((row, i) => i >= column && row[column] !== 0n);
    if (pivot < 0) throw new Error('the matrix has no inverse');
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const scale = inverse(rows[column]![column]!);
    rows[column] = rows[column]!.map((value) => mod(value * scale));
    for (let i = 0; i < n; i++) {
      const factor = rows[i]![column]!;
      if (i !== column) rows[i] = rows[i]!.map((value, j) => mod(value - factor * rows[column]![j]!));
    }
  }
  return rows.map((row) => row.slice(n));
}

/** a1 … an of A^n + a1·A^(n−1) + … + an = 0 (Faddeev-LeVerrier). */
function characteristic(a: Matrix): bigint[] {
  const n = a.length;
  const coefficients: bigint[] = [];
  let m: bigint[][] = identity(n);
  for (let k = 1; k <= n; k++) {
    const am = product(a, m);
    const trace = am.reduce((sum, row, i) => sum + row[i]!, 0n);
    const coefficient = mod(-trace * inverse(BigInt(k)));
    coefficients.push(coefficient);
    m = am.map((row, i) => row.map((value, j) => mod(value + (i === j ? coefficient : 0n))));
  }
  return coefficients;
}

/** circomlib's constants, as poseidon-lite carries them: round constants in a row, and the mixing matrix. */
function constants(t: number): { c: bigint[][]; mix: bigint[][]; partialRounds: number } {
  const decode = (text: string): bigint => BigInt(`0x${Buffer.from(text, 'base64').toString('hex')}`);
  const require = createRequire(import.meta.url);
  // Not among the package's exports, hence by its path.
  const file = path.join(path.dirname(require.resolve('poseidon-lite')), 'constants', `${t - 1}.js`);
  const { default: raw } = require(file) as { default: { C: string[]; M: string[][] } };
  const partialRounds = PARTIAL_ROUNDS[t];
  if (partialRounds === undefined) throw new RangeError(`no Poseidon of width ${t} is needed`);
  const rounds = FULL_ROUNDS + partialRounds;
  const c = Array.from({ length: rounds }, (_, i) => raw.C.slice(i * t, (i + 1) * t).map(decode));
  return { c, mix: raw.M.map((row) => row.map(decode)), partialRounds };
}

export function recurrence(t: number): Recurrence {
  const { c, mix, partialRounds } = constants(t);
  const d = t - 1;
  const half = FULL_ROUNDS / 2;
  const m00 = mix[0]![0]!;
  const row = mix[0]!.slice(1);
  const b = mix.slice(1).map((line) => line[0]!);
  const a = mix.slice(1).map((line) => line.slice(1));

  // Powers of A from −d to d.
  const powers: bigint[][][] = [identity(d)];
  const negative: bigint[][][] = [identity(d)];
  const back = invert(a);
  for (let i = 1; i <= d; i++) {
    powers.push(product(a, powers[i - 1]!));
    negative.push(product(back, negative[i - 1]!));
  }

  // The constant part of v, and what it adds to y.
  const constant = (n: number): bigint[] => c[half + n]!;
  let e = constant(0).slice(1);
  const g: bigint[] = [];
  for (let n = 1; n <= partialRounds; n++) {
    g.push(mod(dot(row, e) + constant(n)[0]!));
    e = plus(times(a, e), constant(n).slice(1));
  }

  const polynomial = [1n, ...characteristic(a)];
  const feedback = polynomial.slice(1).map((value) => mod(-value));
  const input = Array.from({ length: d }, (_, k) =>
    mod(
      Array.from({ length: k + 1 }, (_, i) => polynomial[i]! * dot(row, times(powers[k - i]!, b))).reduce(
        (sum, value) => sum + value,
        0n,
      ),
    ),
  );

  const below = mix.slice(1);
  const enter = [
    mix[0]!,
    ...Array.from({ length: d }, (_, k) => product([times(columns(negative[k + 1]!), row)], below)[0]!),
  ];

  // w(P−d) from u(P−d) … u(P−1) and x(P−d) … x(P−2); then d rounds on to w(P). Oldest first here.
  const observe = invert(Array.from({ length: d }, (_, i) => times(columns(powers[i]!), row)));
  const known = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_, j) => (j < i ? dot(row, times(powers[i - 1 - j]!, b)) : 0n)),
  );
  const forward = product(powers[d]!, observe);
  const driven = columns(Array.from({ length: d }, (_, j) => times(powers[d - 1 - j]!, b)));
  const correction = product(forward, known);
  const leaveX = driven.map((line, i) => line.map((value, j) => mod(value - correction[i]![j]!)));
  const newestFirst = (m: Matrix): bigint[][] => m.map((line) => [...line].reverse());

  const after = c.slice(half + partialRounds).map((line) => [...line]);
  after[0] = [0n, ...e];
  return {
    t,
    partialRounds,
    before: c.slice(0, half),
    after,
    mix,
    enter,
    g0: constant(0)[0]!,
    g,
    m00,
    feedback,
    input,
    leaveU: newestFirst(forward),
    leaveX: newestFirst(leaveX),
  };
}

const fifth = (value: bigint): bigint => mod(value ** 5n);

/** Evaluates the recurrence: what the generated Solidity does, step by step. */
export function evaluate(form: Recurrence, inputs: readonly bigint[]): bigint {
  const d = form.t - 1;
  let state: bigint[] = [0n, ...inputs];
  form.before.forEach((line, i) => {
    state = times(i === form.before.length - 1 ? form.enter : form.mix, plus(state, line).map(fifth));
  });
  let y = mod(state[0]! + form.g0);
  let us = state.slice(1);
  let xs: bigint[] = Array.from({ length: d }, () => 0n);
  for (const constant of form.g) {
    const x = fifth(y);
    const u = mod(dot(form.feedback, us) + dot(form.input, xs));
    y = mod(u + form.m00 * x + constant);
    us = [u, ...us.slice(0, d - 1)];
    xs = [x, ...xs.slice(0, d - 1)];
  }
  state = [y, ...plus(times(form.leaveU, us), times(form.leaveX, xs))];
  for (const line of form.after) state = times(form.mix, plus(state, line).map(fifth));
  return state[0]!;
}

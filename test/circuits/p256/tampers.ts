import { FIELD_PRIME, modulo, ORDER } from '../../../src/zk/p256/curve.ts';
import { type Choices, ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { fromBits, fromLimbs, toLimbs } from '../../../src/zk/p256/limbs.ts';
import { LIMB_BITS, OFFSET_WINDOWS, RELATION_COEFFICIENTS, SLOPES, STEPS } from '../../../src/zk/p256/parameters.ts';
import type { EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { windowValue } from '../../../src/zk/p256/windows.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { multiple, scalar } from '../../zk/p256/sign.ts';
import type { Inputs } from '../harness/template.ts';
import { EXTRA, inputsOf, signatureWith } from './signatures.ts';

/** Inputs that a dishonest prover may give, with transcript, challenges and batch recomputed from whatever he changed. */
export interface Tamper {
  readonly name: string;
  /** The statement that stops the witness calculator, with its template. */
  readonly at: string;
  /** How that template is instantiated in EcdsaP256Verify. */
  readonly within?: string;
  /** Number of constraints that are violated, where the attack leaves everything else right. */
  readonly violations?: number;
  readonly inputs: () => Inputs;
}

const LONG = process.env['OPENRSP_LONG'] === '1';

export const FOLD = 'FoldReduceP256: limbs[j] + carry === carries[j] * (1 << 32);';
export const TAU = 'VanishingBatch: claimed === batch;';
const BELOW = 'LessThanConstant: matched[0] === 0;';
const ZERO_RUN = 'LessThanConstant: matched[top + 1] * ones === 0;';
const ZERO = 'NonZero: in * inverse === 1;';
const CARRY = 'ProductDifferenceModOrder: difference[i] + carry === carries[i] * (1 << 88);';
const LATTICE =
  'ProductDifferenceModOrder(2, p256LatticeQuotientBits(), p256LatticeCarryBits())(v, rLimbs, w, sLimbs, latticeQuotient, latticeCarries);';
const SCALAR =
  'ProductDifferenceModOrder(3, p256ScalarQuotientBits(), p256ScalarCarryBits())(scalar, sLimbs, v, zLimbs, scalarQuotient, scalarCarries);';
const belowOrder = (name: string): string => `LessThanConstant(256, p256OrderBits())(${name});`;
const belowPrime = (name: string): string => `LessThanConstant(256, p256PrimeBits())(${name});`;

const honest = signatureWith({});
const falsehood: EcdsaStatement = { ...honest, z: honest.z ^ 1n };
const KEY = scalar('key');
const MAXIMUM = 2n ** 256n - 1n;

const forced =
  (statement: EcdsaStatement, choices: Choices = {}) =>
  (): Inputs =>
    inputsOf(statement, { force: true, choices });
const edited = (edit: (inputs: Inputs) => Inputs) => (): Inputs => {
  const inputs = inputsOf(honest);
  return { ...inputs, ...edit(inputs) };
};
const odd = (residue: bigint): bigint => (residue % 2n === 1n ? residue : residue - ORDER);
const slopesChanged = (...indices: number[]): Choices => ({
  slope: (own, index) => (indices.includes(index) ? own ^ 1n : own),
});

const statements: Tamper[] = [
  { name: 'another hash', at: FOLD, inputs: forced(falsehood) },
  { name: 'another r', at: FOLD, inputs: forced({ ...honest, r: honest.r + 1n }) },
  { name: 'another s', at: FOLD, inputs: forced({ ...honest, s: honest.s + 1n }) },
  { name: 'another key', at: FOLD, inputs: forced({ ...honest, q: multiple(99n) }) },
  { name: 'the key negated', at: FOLD, inputs: forced({ ...honest, q: { ...honest.q, y: FIELD_PRIME - honest.q.y } }) },
];

const ranges: Tamper[] = [
  { name: 'r = 0', at: ZERO, within: 'NonZero()(ones);', inputs: forced({ ...honest, r: 0n }) },
  { name: 's = 0', at: CARRY, within: LATTICE, inputs: forced({ ...honest, s: 0n }) },
  { name: 'r = n', at: BELOW, within: belowOrder('r'), inputs: forced({ ...honest, r: ORDER }) },
  { name: 's = n', at: BELOW, within: belowOrder('s'), inputs: forced({ ...honest, s: ORDER }) },
  { name: 'r = 2^256 - 1', at: ZERO_RUN, within: belowOrder('r'), inputs: forced({ ...honest, r: MAXIMUM }) },
  { name: 's = 2^256 - 1', at: ZERO_RUN, within: belowOrder('s'), inputs: forced({ ...honest, s: MAXIMUM }) },
  {
    // What only v ≠ 0 stands against: both congruences say 0 = 0, and who has the key makes the points meet, for any hash.
    name: 's = 0 with v = 0, by the owner of the key',
    at: ZERO,
    within: 'NonZero()(v[0] + v[1] * (1 << 88));',
    violations: 1,
    inputs: forced(
      { ...honest, s: 0n },
      { halfScalars: () => ({ v: 0n, w: 1n }), k: (k) => odd(modulo(k - KEY, ORDER)) },
    ),
  },
];

const points: Tamper[] = [
  { name: 'a key off the curve', at: FOLD, inputs: forced({ ...honest, q: { ...honest.q, y: honest.q.y ^ 1n } }) },
  { name: 'the key (0, 0)', at: FOLD, inputs: forced({ ...honest, q: { x: 0n, y: 0n } }) },
  {
    name: 'an additional point off the curve',
    at: FOLD,
    inputs: forced({ ...honest, extra: [{ ...EXTRA, y: EXTRA.y ^ 1n }] }),
  },
  { name: 'the additional point (0, 0)', at: FOLD, inputs: forced({ ...honest, extra: [{ x: 0n, y: 0n }] }) },
  {
    name: 'a key with x = p',
    at: BELOW,
    within: belowPrime('qx'),
    inputs: forced({ ...honest, q: { ...honest.q, x: FIELD_PRIME } }),
  },
  {
    name: 'a key with y = p',
    at: BELOW,
    within: belowPrime('qy'),
    inputs: forced({ ...honest, q: { ...honest.q, y: FIELD_PRIME } }),
  },
  {
    name: 'an additional point with x = p',
    at: BELOW,
    within: belowPrime('extraX[e]'),
    inputs: forced({ ...honest, extra: [{ ...EXTRA, x: FIELD_PRIME }] }),
  },
  {
    name: 'an additional point with y = p',
    at: BELOW,
    within: belowPrime('extraY[e]'),
    inputs: forced({ ...honest, extra: [{ ...EXTRA, y: FIELD_PRIME }] }),
  },
  ...(
    [
      ['Q = R', 31_337n],
      ['Q = -R', ORDER - 31_337n],
    ] as const
  ).map(([name, key]): Tamper => ({
    name,
    at: ZERO,
    within: 'NonZero()(abscissaDifference);',
    inputs: forced(signatureWith({ key, nonce: 31_337n })),
  })),
];

const ordinate = fromBits(ecdsaHints(honest).ry);
const signaturePoints: Tamper[] = [
  { name: 'R off the curve', at: FOLD, inputs: forced(honest, { ry: ordinate ^ 1n }) },
  { name: 'R = (r, 0)', at: FOLD, inputs: forced(honest, { ry: 0n }) },
  { name: '-R', at: FOLD, inputs: forced(honest, { ry: FIELD_PRIME - ordinate }) },
];

const scalars: Tamper[] = [
  {
    name: 'v off the lattice',
    at: CARRY,
    within: LATTICE,
    inputs: forced(honest, { halfScalars: ({ v, w }) => ({ v: v + 2n, w }) }),
  },
  {
    name: 'w off the lattice',
    at: CARRY,
    within: LATTICE,
    inputs: forced(honest, { halfScalars: ({ v, w }) => ({ v, w: w - 2n }) }),
  },
  {
    name: 'v negated alone',
    at: CARRY,
    within: LATTICE,
    inputs: forced(honest, { halfScalars: ({ v, w }) => ({ v: -v, w }) }),
  },
  {
    name: 'v = w = 0',
    at: 'EcdsaP256Verify: vIsEven * wIsEven === 0;',
    inputs: forced(honest, { halfScalars: () => ({ v: 0n, w: 0n }) }),
  },
  {
    name: 'v = 0',
    at: ZERO,
    within: 'NonZero()(v[0] + v[1] * (1 << 88));',
    inputs: forced(honest, { halfScalars: () => ({ v: 0n, w: 1n }) }),
  },
  { name: 'k + 2', at: CARRY, within: SCALAR, inputs: forced(honest, { k: (k) => k + 2n }) },
  { name: 'k + 2^41', at: CARRY, within: SCALAR, inputs: forced(honest, { k: (k) => k + 2n ** 41n }) },
  { name: '-k', at: CARRY, within: SCALAR, inputs: forced(honest, { k: (k) => -k }) },
];

/** One of each part of the chain, or every one: Q ± R, c·G, first and last steps, correction, k·G. */
const SINGLE_SLOPES = LONG
  ? Array.from({ length: SLOPES }, (_, i) => i)
  : [0, 1, 2, 16, 17, 18, 150, SLOPES - 33, SLOPES - 32, SLOPES - 31, SLOPES - 1];
const SLOPE_PAIRS = [
  [0, 1],
  [1, 17],
  [16, 17],
  [17, 18],
  [149, 150],
  [150, 151],
  [18, SLOPES - 1],
  [SLOPES - 33, SLOPES - 32],
  [SLOPES - 2, SLOPES - 1],
];
const slopes: Tamper[] = [...SINGLE_SLOPES.map((index) => [index]), ...SLOPE_PAIRS].map((indices) => ({
  name: `slopes ${indices.join(' and ')} changed, those after made to fit`,
  at: FOLD,
  inputs: forced(honest, slopesChanged(...indices)),
}));

/** The identity in tau holds for whatever bits: the batch is reduced, and is no multiple of p. */
const extremeSlopes: Tamper[] = (
  [
    ['zero', () => 0n],
    ['all ones', () => MAXIMUM],
    ['alternating bits', () => BigInt(`0x${'55'.repeat(32)}`)],
    ['all ones and zero in turn', (index) => (index % 2 === 0 ? MAXIMUM : 0n)],
  ] as const satisfies [string, (index: number) => bigint][]
).map(([name, slope]) => ({
  name: `every slope ${name}`,
  at: FOLD,
  inputs: forced(honest, { slope: (_, index) => slope(index) }),
}));

const PRIME_POLYNOMIAL = [-1n, 0n, 0n, 1n, 0n, 0n, 1n, -1n, 1n];
/** p(X)·factor·X^shift added: another polynomial of the same value modulo p. */
const shifted =
  (factor: bigint, shift: number) =>
  (own: readonly bigint[]): bigint[] =>
    own.map((coefficient, i) => coefficient + factor * (PRIME_POLYNOMIAL[i - shift] ?? 0n));
/** The polynomial next to the batch that is a multiple of p. */
const corrected = (own: readonly bigint[]): bigint[] => {
  const rest = toLimbs(modulo(fromLimbs(own, LIMB_BITS), FIELD_PRIME), LIMB_BITS, 8);
  return own.map((coefficient, i) => coefficient - (rest[i] ?? 0n));
};
const batches: Tamper[] = (
  [
    ['the batch shifted by p(X)', honest, shifted(1n, 0)],
    ['the batch shifted by p(X)·X^13', honest, shifted(1n, RELATION_COEFFICIENTS - PRIME_POLYNOMIAL.length)],
    ['the batch zero, of a true statement', honest, (own) => own.map(() => 0n)],
    ['the batch zero, of a false statement', falsehood, (own) => own.map(() => 0n)],
    ['the batch corrected to a multiple of p, of a false statement', falsehood, corrected],
    ['2^250·p(X) added, in the kernel of the fold', honest, shifted(2n ** 250n, 0)],
    [
      '2^250·p(X)·X^13 added and corrected, of a false statement',
      falsehood,
      (own) => shifted(2n ** 250n, 13)(corrected(own)),
    ],
  ] as const satisfies [string, EcdsaStatement, (own: readonly bigint[]) => bigint[]][]
).map(([name, statement, coefficients]) => ({
  name,
  at: TAU,
  violations: 2,
  inputs: forced(statement, { coefficients }),
}));

/**
 * Were the offset the prover's, he would take R = c·G - Q: the first step then adds Q + R to an equal point, and its slope is free.
 * The offset is drawn after R.
 */
export const chosenOffset = Array.from({ length: OFFSET_WINDOWS }, (_, j) => ({
  index: (37 * j) % 128,
  positive: true,
}));
export const equalPoints: EcdsaStatement = signatureWith({ nonce: modulo(windowValue(chosenOffset) - KEY, ORDER) });
/** Q + R is added first: v's highest digit is -1 and w's +1. */
export const sumFirst: Choices['halfScalars'] = ({ v, w }) =>
  v < 0n === w < 0n ? { v, w } : w < 0n ? { v: -v, w: -w } : { v, w };
/** The first step's first slope. */
export const FREE_SLOPE = 2 + OFFSET_WINDOWS - 1;
const slopeFreed: Choices = {
  offset: () => chosenOffset,
  halfScalars: sumFirst,
  slope: (own, index) => (index === FREE_SLOPE ? 12_345n : own),
};
/** k with which the additions would meet, were the offset the other. */
function kOfChosenOffset(): Choices {
  let drawn = 0n;
  return {
    ...slopeFreed,
    offset: (own) => {
      drawn = windowValue(own);
      return chosenOffset;
    },
    k: (k) => odd(modulo(k + ((drawn - windowValue(chosenOffset)) << BigInt(STEPS)), ORDER)),
  };
}
/** The batch is that of the additions that were made, and not of those that the circuit looks at. */
const offsets: Tamper[] = [
  {
    name: 'equal points at an offset of the prover’s, and k for the one that is drawn',
    at: TAU,
    inputs: forced(equalPoints, slopeFreed),
  },
  {
    name: 'equal points at an offset of the prover’s, and k for it',
    at: CARRY,
    within: SCALAR,
    inputs: forced(equalPoints, kOfChosenOffset()),
  },
  {
    name: 'a true statement with an offset of the prover’s',
    at: TAU,
    inputs: forced(honest, { offset: () => chosenOffset }),
  },
];

const bitLines: Readonly<Record<string, string>> = {
  ry: 'for (var i = 0; i < 256; i++) ry[i] * (ry[i] - 1) === 0;',
  vDigits: 'vDigits[i] * (vDigits[i] - 1) === 0;',
  wDigits: 'wDigits[i] * (wDigits[i] - 1) === 0;',
  vIsEven: 'vIsEven * (vIsEven - 1) === 0;',
  wIsEven: 'wIsEven * (wIsEven - 1) === 0;',
  kDigits: 'for (var b = 0; b < 8; b++) kDigits[j][b] * (kDigits[j][b] - 1) === 0;',
  slopes: 'for (var b = 0; b < 256; b++) slopes[i][b] * (slopes[i][b] - 1) === 0;',
};
/** The innermost first element replaced. */
const replaceFirst = (value: unknown, by: bigint): unknown =>
  Array.isArray(value) ? [replaceFirst(value[0], by), ...(value.slice(1) as unknown[])] : by;
const bits: Tamper[] = [
  ...Object.entries(bitLines).flatMap(([name, line]) =>
    [2n, FIELD_MODULUS - 1n].map((value): Tamper => ({
      name: `${name} of ${value === 2n ? '2' : '-1'}`,
      at: `EcdsaP256Verify: ${line}`,
      inputs: edited((inputs) => ({ [name]: replaceFirst(inputs[name], value) })),
    })),
  ),
  {
    name: 'v and w both even',
    at: 'EcdsaP256Verify: vIsEven * wIsEven === 0;',
    inputs: edited(() => ({ vIsEven: 1n, wIsEven: 1n })),
  },
  {
    name: 'bits of R that the transcript did not absorb',
    at: CARRY,
    within: SCALAR,
    inputs: edited((inputs) => ({ ry: replaceFirst(inputs['ry'], 1n - (inputs['ry'] as bigint[])[0]!) })),
  },
];

/** What the circuit has to refuse, by what is tampered with. */
export const TAMPERS: Readonly<Record<string, readonly Tamper[]>> = {
  'statements that are false [S12]': statements,
  'r and s out of range [S12]': ranges,
  'points off the curve or not canonical, and Q = ±R [S12]': points,
  'the point R off the curve, and the other of the same r': signaturePoints,
  'half-size scalars off the lattice, v = 0, another k': scalars,
  'slopes changed singly and in pairs': slopes,
  'extreme slopes, for which the identity in tau still holds': extremeSlopes,
  'batch polynomials that are not the relations’, exactly at the identity in tau': batches,
  'an offset of the prover’s choice, and equal points at it': offsets,
  'hints that are no bits, and bits that were not absorbed [S5] [S8]': bits,
};

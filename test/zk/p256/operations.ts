import { createHash } from 'node:crypto';
import { BASE_WINDOWS, OFFSET_WINDOWS, STEPS } from '../../../src/zk/p256/parameters.ts';
import { windowDigits, windowTables } from '../../../src/zk/p256/windows.ts';
import {
  add,
  type Affine,
  divideField,
  double,
  type Element,
  G,
  INFINITY,
  multiply,
  multiplyField,
  N,
  P,
  pointAt,
  residue,
} from './conventional.ts';
import { type Addition, finiteSum, opposite, pairAdditions, type Walk, walkAdditions } from './walk.ts';

/** Everything drawn is the SHA-256 digest of this seed and a label. */
export const SEED = 'conventional arithmetic 1';
const FIELD_PAIRS = 1_250;
const POINT_PAIRS = 350;
const WALKS = 12;
const MULTIPLES = 60;

/** A number of 256 bits, not reduced. */
export function drawn(label: string): bigint {
  return BigInt(`0x${createHash('sha256').update(`${SEED} ${label}`).digest('hex')}`);
}

/** A point whose abscissa and sign are drawn. */
export function drawnPoint(label: string): Affine {
  for (let i = 0; ; i++) {
    const number = drawn(`${label} ${i}`);
    const point = pointAt(number);
    if (point !== undefined) return drawn(`${label} sign`) & 1n ? point : opposite(point);
  }
}

const TOP = (1n << 256n) - 1n;
/** Numbers of 256 bits next to what a computation modulo p or in limbs may trip over. */
export const EDGES: readonly bigint[] = [0n, 1n, 2n, P - 1n, P, P + 1n, 1n << 224n, 1n << 255n, TOP - 1n, TOP];

/** Every pair of edges, then drawn ones, every tenth of them with an edge. */
export function fieldPairs(): [bigint, bigint][] {
  const pairs = EDGES.flatMap((a) => EDGES.map((b): [bigint, bigint] => [a, b]));
  for (let i = pairs.length; i < FIELD_PAIRS; i++) {
    const edge = i % 10 === 0 ? EDGES[(i / 10) % EDGES.length] : undefined;
    pairs.push([edge ?? drawn(`a ${i}`), drawn(`b ${i}`)]);
  }
  return pairs;
}

/** Infinity, small multiples of G, halves of ±G, and points whose abscissa is an edge, each with its opposite. */
export function specialPoints(): Element[] {
  const edges = EDGES.map((x) => pointAt(x)).filter((point) => point !== undefined);
  const finite = [
    G,
    double(G),
    multiply(3n, G),
    multiply((N + 1n) / 2n, G),
    ...edges,
    drawnPoint('special'),
  ] as Affine[];
  // Edges that are the same modulo p give the same point.
  const distinct = new Map(
    finite.flatMap((point) => [point, opposite(point)]).map((point) => [`${point.x} ${point.y}`, point]),
  );
  return [INFINITY, ...distinct.values()];
}

/** Every pair of special points, then drawn ones. */
export function pointPairs(): [Element, Element][] {
  const special = specialPoints();
  const pairs = special.flatMap((a) => special.map((b): [Element, Element] => [a, b]));
  for (let i = 0; i < POINT_PAIRS; i++) pairs.push([drawnPoint(`pair ${i} a`), drawnPoint(`pair ${i} b`)]);
  return pairs;
}

/** By which points are multiplied. */
export function factors(): bigint[] {
  const edges = [0n, 1n, 2n, 3n, (N - 1n) / 2n, (N + 1n) / 2n, N - 2n, N - 1n, N, N + 1n, 1n << 255n, TOP];
  return [...edges, ...Array.from({ length: MULTIPLES }, (_, i) => drawn(`factor ${i}`))];
}

/** A walk whose base is the windows of baseFactor·G, and its additions by the oracle. The correction closes it: A + correction = −base. */
export interface ClosedWalk {
  readonly walk: Walk;
  readonly additions: readonly Addition[];
  readonly baseFactor: bigint;
}

export function closedWalks(): ClosedWalk[] {
  return Array.from({ length: WALKS }, (_, i) => {
    const baseFactor = drawn(`walk ${i} base`) | 1n;
    const offsetFactor = (drawn(`walk ${i} offset`) >> 128n) | 1n;
    const windows = (factor: bigint, count: number): Affine[] =>
      windowDigits(factor, count).map(({ index, positive }, j) => {
        const point = windowTables()[j]![index]!;
        return positive ? point : opposite(point);
      });
    const open = {
      q: drawnPoint(`walk ${i} q`),
      r: drawnPoint(`walk ${i} r`),
      extra: [drawnPoint(`walk ${i} extra`)],
      offset: windows(offsetFactor, OFFSET_WINDOWS),
      steps: Array.from({ length: STEPS }, (__, j) => drawnPoint(`walk ${i} step ${j}`)),
      base: windows(baseFactor, BASE_WINDOWS),
    };
    const accumulator = open.steps.reduceRight<Affine>(
      (a, t) => finiteSum(double(a) as Affine, t),
      open.offset.reduce(finiteSum),
    );
    const correction = opposite(finiteSum(open.base.reduce(finiteSum), accumulator));
    const walk = { ...open, correction };
    return { walk, additions: walkAdditions(walk), baseFactor };
  });
}

/** a·b = product modulo p, as the oracle has it. */
export interface Product {
  readonly a: bigint;
  readonly b: bigint;
  readonly product: bigint;
}

/** Of a pair of field elements: the product, and that of the quotient with the divisor. */
export function fieldProducts([a, b]: readonly [bigint, bigint]): Product[] {
  const products = [{ a, b, product: multiplyField(a, b) }];
  if (residue(b) !== 0n) products.push({ a: divideField(a, b), b, product: residue(a) });
  return products;
}

/** The products that an addition is made of, which say that the slope and the sum are right: rise, square and fall, and those of the tangent. */
export function additionProducts({ a, b, slope }: Addition): Product[] {
  const sum = add(a, b);
  if (slope === undefined || sum === INFINITY) return [];
  const rise =
    residue(a.x - b.x) === 0n
      ? [
          { a: a.x, b: a.x, product: multiplyField(a.x, a.x) },
          { a: slope, b: residue(2n * a.y), product: residue(3n * a.x * a.x - 3n) },
        ]
      : [{ a: slope, b: residue(b.x - a.x), product: residue(b.y - a.y) }];
  return [
    ...rise,
    { a: slope, b: slope, product: residue(sum.x + a.x + b.x) },
    { a: slope, b: residue(a.x - sum.x), product: residue(sum.y + a.y) },
  ];
}

export function pairProducts(pairs: readonly (readonly [Element, Element])[]): Product[] {
  return pairs.flatMap(([q, r]) =>
    q === INFINITY || r === INFINITY ? [] : pairAdditions({ q, r }).flatMap(additionProducts),
  );
}

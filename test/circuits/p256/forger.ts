import { poseidon16 } from 'poseidon-lite';
import { ResidueAlgebra } from '../../../src/zk/p256/algebra.ts';
import { FIELD_PRIME, modulo } from '../../../src/zk/p256/curve.ts';
import { challengeSets, type Choices, type EcdsaHints, ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { fromBits, fromLimbs, toBits } from '../../../src/zk/p256/limbs.ts';
import * as Shape from '../../../src/zk/p256/parameters.ts';
import { relationPoints, type Selection } from '../../../src/zk/p256/points.ts';
import { relations } from '../../../src/zk/p256/relations.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { Transcript } from '../../../src/zk/p256/transcript.ts';
import { windowFromBits, type WindowDigit } from '../../../src/zk/p256/windows.ts';
import { scalar } from '../../zk/p256/sign.ts';

const permute = poseidon16 as unknown as (inputs: bigint[], outputs: number) => bigint[];
const LAST = Shape.SLOPES - 1;

/** A slope that the prover tries instead of the last one, and what it takes to be believed. */
export interface Attempt {
  readonly choices: Choices;
  /** Relations that do not vanish modulo p. */
  readonly falseRelations: readonly number[];
  /** Whether both batches vanish nevertheless, for challenges of so many bits. */
  succeeds(challengeBits: number): boolean;
}

/**
 * A prover of a false statement who grinds: everything is as good as it can be made, except for the last slope, which is what he tries values of.
 * It is absorbed last, so that a try costs two permutations and not twenty-two. This mirrors the circuit's batch over integers; that the circuit
 * decides the same is for the tests to show.
 */
export class Forger {
  readonly #hints: EcdsaHints;
  readonly #selection: Selection;
  readonly #base: readonly WindowDigit[];
  readonly #slopes: readonly bigint[];
  /** What is absorbed in the second round, and the chain value before its last permutation. */
  readonly #bits: readonly bigint[];
  readonly #absorbed: number;
  readonly #chain: bigint;

  constructor(statement: EcdsaStatement) {
    let offset: readonly WindowDigit[] = [];
    this.#hints = ecdsaHints(statement, { force: true, choices: { offset: (drawn) => (offset = drawn) } });
    const { ry, vDigits, wDigits, vIsEven, wIsEven, kDigits, slopes } = this.#hints;
    this.#selection = {
      q: statement.q,
      r: { x: statement.r, y: fromBits(ry) },
      extra: statement.extra,
      vDigits,
      wDigits,
      vIsEven: vIsEven === 1n,
      wIsEven: wIsEven === 1n,
      offset,
    };
    this.#base = kDigits.map(windowFromBits);
    this.#slopes = slopes.map(fromBits);

    const { z, r, s, qx, qy, extraX, extraY } = ecdsaInputs(statement);
    const extra = extraX.flatMap((x, i) => [...x, ...extraY[i]!]);
    const first = chainAfter(
      Shape.transcriptDomain(statement.extra.length),
      [z, r, s, qx, qy, extra, ry, vDigits, wDigits, [vIsEven, wIsEven]].flat(),
    );
    this.#bits = [...kDigits.flat(), ...slopes.flat()];
    const block = Shape.MESSAGE_LANES * Shape.PACKED_BITS;
    this.#absorbed = block * (Math.ceil(this.#bits.length / block) - 1);
    if (this.#absorbed > this.#bits.length - Shape.VALUE_BITS) throw new Error('the last slope spans two permutations');
    this.#chain = chainAfter(first, this.#bits.slice(0, this.#absorbed));
  }

  /** Attempt number `i` of a fixed series. */
  attempt(i: number): Attempt {
    const last = scalar(`last slope ${i}`);
    const errors = this.#errors(last);
    return {
      choices: { slope: (own, index) => (index === LAST ? last : own) },
      falseRelations: errors.flatMap((error, m) => (error === 0n ? [] : [m])),
      succeeds: (challengeBits) => {
        const transcript = new Transcript(this.#chain);
        transcript.absorbBits([
          ...this.#bits.slice(this.#absorbed, -Shape.VALUE_BITS),
          ...toBits(last, Shape.VALUE_BITS),
        ]);
        return challengeSets(transcript, challengeBits).every(({ alphas, betas }) => {
          const weight = (m: number): bigint => alphas[m % Shape.ALPHAS]! * betas[Math.floor(m / Shape.ALPHAS)]!;
          return (
            modulo(
              errors.reduce((sum, error, m) => (error === 0n ? sum : sum + weight(m) * error), 0n),
              FIELD_PRIME,
            ) === 0n
          );
        });
      },
    };
  }

  /** The relations modulo p at X = 2^32. */
  #errors(last: bigint): bigint[] {
    const field = new ResidueAlgebra(FIELD_PRIME, 1n << BigInt(Shape.LIMB_BITS));
    let next = 0;
    const slope = (): bigint => (next === LAST ? last : this.#slopes[next]!);
    return relations(field, relationPoints(field, this.#selection, this.#base), () => {
      const own = slope();
      next++;
      return own;
    });
  }
}

/** Whether the batch polynomials of these hints are multiples of p at 2^32. */
export function batchesVanish({ coefficients }: EcdsaHints): boolean {
  const signed = (element: bigint): bigint => (element > FIELD_MODULUS / 2n ? element - FIELD_MODULUS : element);
  return coefficients.every((batch) => fromLimbs(batch.map(signed), Shape.LIMB_BITS) % FIELD_PRIME === 0n);
}

/** Lane 0 after these bits. */
function chainAfter(start: bigint, bits: readonly bigint[]): bigint {
  const lanes: bigint[] = [];
  for (let i = 0; i < bits.length; i += Shape.PACKED_BITS) lanes.push(fromBits(bits.slice(i, i + Shape.PACKED_BITS)));
  let chain = start;
  for (let i = 0; i < lanes.length; i += Shape.MESSAGE_LANES) {
    const message = Array.from({ length: Shape.MESSAGE_LANES }, (_, j) => lanes[i + j] ?? 0n);
    chain = permute([chain, ...message], Shape.STATE_LANES)[0]!;
  }
  return chain;
}

/**
 * Probability with which false relations survive challenges of so many bits: that in each of the independent sets alpha·beta is 0 for every one of them.
 * (A sum of nonzero products vanishes modulo p for one in 2^256 errors only, which nobody chose.) Exact, by counting over the challenges involved.
 */
export function survivalRate(falseRelations: readonly number[], challengeBits: number): number {
  const columns = [...new Set(falseRelations.map((m) => m % Shape.ALPHAS))];
  const rows = [...new Set(falseRelations.map((m) => Math.floor(m / Shape.ALPHAS)))];
  const isZero = 2 ** -challengeBits;
  let rate = 0;
  // Which of the challenges are 0; the first of each kind never is.
  for (let zeros = 0; zeros < 1 << (columns.length + rows.length); zeros++) {
    const bit = (position: number): boolean => ((zeros >> position) & 1) === 1;
    const alphaIsZero = (m: number): boolean => bit(columns.indexOf(m % Shape.ALPHAS));
    const betaIsZero = (m: number): boolean => bit(columns.length + rows.indexOf(Math.floor(m / Shape.ALPHAS)));
    if (!falseRelations.every((m) => alphaIsZero(m) || betaIsZero(m))) continue;
    rate += [...columns, ...rows].reduce((chance, number, position) => {
      const zero = number === 0 ? 0 : isZero;
      return chance * (bit(position) ? zero : 1 - zero);
    }, 1);
  }
  return rate ** Shape.CHALLENGE_SETS;
}

/** The least and the largest number of successes that leave at most half of `error` beyond each, of `trials` with this rate. */
export function binomialInterval(trials: number, rate: number, error: number): readonly [number, number] {
  const chances: number[] = [];
  let logarithm = trials * Math.log1p(-rate);
  for (let k = 0; k <= trials; k++) {
    chances.push(Math.exp(logarithm));
    logarithm += Math.log((trials - k) / (k + 1)) + Math.log(rate) - Math.log1p(-rate);
  }
  const beyond = (values: readonly number[]): number => {
    let total = 0;
    return values.findIndex((chance) => (total += chance) > error / 2);
  };
  return [beyond(chances), trials - beyond(chances.toReversed())];
}

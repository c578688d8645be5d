import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { challengeSets } from '../../../src/zk/p256/hints.ts';
import { ALPHAS, BETAS, CHALLENGE_BITS, CHALLENGE_SETS, transcriptDomain } from '../../../src/zk/p256/parameters.ts';
import {
  inOrder,
  type Order,
  type Part,
  type PartValues,
  TRANSCRIPT_ORDER,
} from '../../../src/zk/p256/transcript-order.ts';
import { Transcript } from '../../../src/zk/p256/transcript.ts';

type Round = keyof typeof TRANSCRIPT_ORDER;
const ROUNDS = Object.keys(TRANSCRIPT_ORDER) as Round[];
const EXTRA_POINTS = 2;

/** Parts of a round; of additional points one of each. */
const partsOf = (round: Round): (Part & { readonly extra: boolean })[] =>
  (TRANSCRIPT_ORDER[round] as Order).flatMap((entry) =>
    'name' in entry
      ? [{ ...entry, extra: false }]
      : entry.forEachExtraPoint.map((part): Part & { extra: boolean } => ({ ...part, extra: true })),
  );
const namesOf = (round: Round): string[] => partsOf(round).map(({ name }) => name);

/** What is fixed before the offset is drawn: the statement, the point R, and the digits that say which points the steps add. */
const BEFORE_OFFSET = [
  ...['z', 'r', 's', 'qx', 'qy', 'extraX', 'extraY'],
  ...['ry', 'vDigits', 'wDigits', 'vIsEven', 'wIsEven'],
];
/** Hints that follow from what is absorbed: equalities between integers with one quotient and one row of carries each. */
const NOT_ABSORBED = [
  ...['foldQuotients', 'foldCarries'],
  ...['latticeQuotient', 'latticeCarries', 'scalarQuotient', 'scalarCarries'],
];

const source = readFileSync(new URL('../../../circuits/lib/p256/ecdsa.circom', import.meta.url), 'utf8');
const inputs = [...source.matchAll(/^ *signal input (\w+)/gm)].map(([, name]) => name!);

describe('order of the transcript', () => {
  it('absorbs every input of EcdsaP256Verify but the quotients and carries, each in one round', () => {
    expect(source.match(/^template /gm)).to.have.lengthOf(1);
    const absorbed = ROUNDS.flatMap(namesOf);
    expect(new Set(absorbed).size).to.equal(absorbed.length);
    expect(new Set(inputs).size).to.equal(inputs.length);
    expect(inputs).to.have.members([...absorbed, ...NOT_ABSORBED]);
  });

  it('has everything that the offset must not depend on before it', () => {
    expect(namesOf('Statement')).to.have.members(BEFORE_OFFSET);
  });

  it('has k and the slopes before the weights, the batch polynomials before tau', () => {
    expect(namesOf('Witness')).to.have.members(['kDigits', 'slopes']);
    expect(namesOf('Batch')).to.have.members(['coefficients']);
  });

  it('is given each part by the circuit under its own name', () => {
    for (const [component, round] of [
      ['first', 'Statement'],
      ['second', 'Witness'],
      ['third', 'Batch'],
    ] as const) {
      expect(source).to.include(`component ${component} = ${round}Order(`);
      const wired = [...source.matchAll(new RegExp(`^ *${component}\\.(\\w+) <== (.*);$`, 'gm'))];
      expect(wired.map(([, name]) => name)).to.have.members(namesOf(round));
      for (const [, name, signal] of wired) expect(signal).to.equal(name);
    }
  });

  /** Nested arrays of a shape, made of what `next` gives. */
  function filled(shape: readonly number[], next: () => bigint): unknown {
    const [length, ...rest] = shape;
    return length === undefined ? next() : Array.from({ length }, () => filled(rest, next));
  }
  /** A copy in which one bit is another: of the last element, or of the first. */
  function flipped(value: unknown, index: 0 | -1): unknown {
    if (!Array.isArray(value)) return (value as bigint) ^ 1n;
    return value.with(index, flipped(value.at(index), index));
  }

  const parts = ROUNDS.flatMap((round) => partsOf(round).map((part) => ({ ...part, round })));
  let seed = 1;
  const bit = (): bigint => BigInt((seed = (seed * 48_271) % 0x7fff_ffff) >> 8) & 1n;
  const values = Object.fromEntries(
    parts.map(({ name, shape, extra }) => [name, filled(extra ? [EXTRA_POINTS, ...shape] : shape, bit)]),
  ) as PartValues;

  /** What is drawn after each round, as the circuit draws it. */
  function drawn(given: PartValues): Record<Round, string> {
    const transcript = new Transcript(transcriptDomain(EXTRA_POINTS));
    const ordered = (round: Round): bigint[] => inOrder(TRANSCRIPT_ORDER[round], given, EXTRA_POINTS);
    transcript.absorbBits(ordered('Statement'));
    const offset = transcript.lane();
    transcript.absorbBits(ordered('Witness'));
    const weights = challengeSets(transcript, CHALLENGE_BITS).flatMap(({ alphas, betas }) => [...alphas, ...betas]);
    transcript.absorb(ordered('Batch'));
    const tau = transcript.lane();
    return { Statement: String(offset), Witness: String(weights), Batch: String(tau) };
  }
  const honest = drawn(values);

  it('absorbs as many values as the parts have', () => {
    for (const round of ROUNDS) {
      const sizes = partsOf(round).map(({ shape, extra }) => shape.reduce((a, b) => a * b, extra ? EXTRA_POINTS : 1));
      expect(inOrder(TRANSCRIPT_ORDER[round], values, EXTRA_POINTS)).to.have.lengthOf(sizes.reduce((a, b) => a + b));
    }
    expect(honest.Witness.split(',')).to.have.lengthOf(CHALLENGE_SETS * (ALPHAS + BETAS));
  });

  for (const { name, round } of parts) {
    it(`draws everything after ${name} from it and nothing before`, () => {
      for (const index of [0, -1] as const) {
        const other = drawn({ ...values, [name]: flipped(values[name], index) } as PartValues);
        for (const [position, drawnAfter] of ROUNDS.entries()) {
          const later = position >= ROUNDS.indexOf(round);
          expect(other[drawnAfter] !== honest[drawnAfter], `${name} and what follows ${drawnAfter}`).to.equal(later);
        }
      }
    });
  }
});

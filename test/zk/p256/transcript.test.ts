import { expect } from 'chai';
import { poseidon16 } from 'poseidon-lite';
import {
  CHALLENGE_BITS,
  CHALLENGE_SETS,
  MAX_EXTRA_POINTS,
  MESSAGE_LANES,
  PACKED_BITS,
  STATE_LANES,
  transcriptDomain,
} from '../../../src/zk/p256/parameters.ts';
import { toFieldElement, Transcript } from '../../../src/zk/p256/transcript.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';

const permute = poseidon16 as unknown as (inputs: bigint[], outputs: number) => bigint[];
const numbers = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i + 1));

function started(...elements: bigint[]): Transcript {
  const transcript = new Transcript(7n);
  transcript.absorb(elements);
  return transcript;
}

describe('transcript', () => {
  it('is a chain of Poseidon hashes of 16 inputs, zeros behind the last element', () => {
    const elements = numbers(MESSAGE_LANES + 2);
    const first = permute([7n, ...elements.slice(0, MESSAGE_LANES)], STATE_LANES);
    const second = permute([first[0]!, 16n, 17n, ...new Array<bigint>(13).fill(0n)], STATE_LANES);
    expect(started(...elements).lane()).to.equal(second[1]);
  });

  it('takes challenges from lanes 1 to 16, four from each, then from the state after an empty message', () => {
    const state = permute([7n, ...numbers(MESSAGE_LANES)], STATE_LANES);
    const next = permute([state[0]!, ...new Array<bigint>(MESSAGE_LANES).fill(0n)], STATE_LANES);
    const lanes = [...state.slice(1), ...next.slice(1)];
    const expected = Array.from({ length: 68 }, (_, i) =>
      BigInt.asUintN(CHALLENGE_BITS, lanes[i >> 2]! >> BigInt(CHALLENGE_BITS * (i % 4))),
    );
    expect(started(...numbers(MESSAGE_LANES)).shortChallenges(68)).to.deep.equal(expected);
  });

  it('never gives the chain value out as a challenge', () => {
    const state = permute([7n, ...numbers(MESSAGE_LANES)], STATE_LANES);
    const chain = BigInt.asUintN(CHALLENGE_BITS, state[0]!);
    expect(started(...numbers(MESSAGE_LANES)).shortChallenges(68)).to.not.include(chain);
  });

  it('depends on every bit and on its place', () => {
    const bits = Array.from({ length: 2 * PACKED_BITS + 3 }, (_, i) => BigInt(i % 2));
    const laneOf = (message: readonly bigint[]): bigint => {
      const transcript = new Transcript(0n);
      transcript.absorbBits(message);
      return transcript.lane();
    };
    const lanes = new Set([laneOf(bits)]);
    for (let i = 0; i < bits.length; i++) lanes.add(laneOf(bits.with(i, 1n - bits[i]!)));
    expect(lanes.size).to.equal(bits.length + 1);
  });

  it('packs bits injectively: 253 of them are below the order of the field', () => {
    expect(1n << BigInt(PACKED_BITS) < FIELD_MODULUS).to.equal(true);
    expect(1n << BigInt(PACKED_BITS + 1) > FIELD_MODULUS).to.equal(true);
  });

  it('starts from a value of its own for every number of additional points', () => {
    const starts = Array.from({ length: MAX_EXTRA_POINTS + 1 }, (_, i) => transcriptDomain(i));
    expect(new Set(starts).size).to.equal(starts.length);
    for (const start of starts) expect(start < FIELD_MODULUS).to.equal(true);
  });

  it('has challenges of its own for each set', () => {
    const challenges = started(1n).shortChallenges(34 * CHALLENGE_SETS);
    expect(new Set(challenges).size).to.equal(challenges.length);
  });
});

describe('field element of a signed integer', () => {
  it('is its least residue', () => {
    expect(toFieldElement(-1n)).to.equal(FIELD_MODULUS - 1n);
    expect(toFieldElement(FIELD_MODULUS)).to.equal(0n);
    expect(toFieldElement(-FIELD_MODULUS)).to.equal(0n);
    expect(toFieldElement(5n)).to.equal(5n);
  });
});

import { poseidon16 } from 'poseidon-lite';
import { FIELD_MODULUS } from '../poseidon.ts';
import { fromBits } from './limbs.ts';
import { CHALLENGE_BITS, MESSAGE_LANES, PACKED_BITS, STATE_LANES } from './parameters.ts';

/** Short challenges that one squeezed lane gives: its 252 low bits. */
const CHALLENGES_A_LANE = 4;
const permute = poseidon16 as unknown as (inputs: bigint[], outputs: number) => bigint[];

/**
 * Fiat-Shamir transcript: a chain of Poseidon hashes of 16 inputs, the chain value and 15 lanes of message, all 17 lanes of the state given out:
 * lane 0 is the next chain value, the others are challenges (circuits/lib/p256/transcript.circom).
 * The state cannot be chosen backwards from wanted challenges: its first input lane is always 0 and its second the chain value.
 */
export class Transcript {
  #state: readonly bigint[];

  /** @param start first chain value: names what is proven */
  constructor(start: bigint) {
    this.#state = [start, ...new Array<bigint>(STATE_LANES - 1).fill(0n)];
  }

  /** Field elements, in lanes of 15; what is missing in the last permutation is 0. Their number is part of what the start value names. */
  absorb(elements: readonly bigint[]): void {
    for (let i = 0; i < elements.length; i += MESSAGE_LANES) this.#permute(elements.slice(i, i + MESSAGE_LANES));
  }

  /** Bits, least significant first, 253 in a field element. */
  absorbBits(bits: readonly bigint[]): void {
    const packed: bigint[] = [];
    for (let i = 0; i < bits.length; i += PACKED_BITS) packed.push(fromBits(bits.slice(i, i + PACKED_BITS)));
    this.absorb(packed);
  }

  /** The first challenge lane of the present state. */
  lane(): bigint {
    return this.#state[1]!;
  }

  /** `count` challenges of `bits` bits, four from each lane, lowest bits first; permutes an empty message when the lanes are used up. */
  shortChallenges(count: number, bits: number = CHALLENGE_BITS): bigint[] {
    const challenges: bigint[] = [];
    for (let lane = 1; challenges.length < count; lane++) {
      if (lane === STATE_LANES) {
        this.#permute([]);
        lane = 1;
      }
      for (let i = 0; i < CHALLENGES_A_LANE && challenges.length < count; i++) {
        challenges.push(BigInt.asUintN(bits, this.#state[lane]! >> BigInt(bits * i)));
      }
    }
    return challenges;
  }

  #permute(message: readonly bigint[]): void {
    const lanes = Array.from({ length: MESSAGE_LANES }, (_, i) => message[i] ?? 0n);
    this.#state = permute([this.#state[0]!, ...lanes], STATE_LANES);
  }
}

/** Representative of a possibly negative integer in the scalar field. */
export function toFieldElement(value: bigint): bigint {
  const residue = value % FIELD_MODULUS;
  return residue < 0n ? residue + FIELD_MODULUS : residue;
}

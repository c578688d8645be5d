import { expect } from 'chai';
import { poseidon16 } from 'poseidon-lite';
import { STATE_LANES } from '../../../src/zk/p256/parameters.ts';
import { Transcript } from '../../../src/zk/p256/transcript.ts';
import { templateCircuit } from '../harness/template.ts';

const FILE = 'lib/p256/transcript.circom';
const START = 1234n;
const elements = Array.from({ length: 20 }, (_, i) => 3n ** BigInt(5 * i));
const permute = poseidon16 as unknown as (inputs: bigint[], outputs: number) => bigint[];

describe('Absorb', () => {
  it('gives the 17 lanes of circomlib’s permutation, which are those of the transcript of the hints', async () => {
    const circuit = await templateCircuit(FILE, 'Absorb(15)');
    const witness = await circuit.witness({ chain: START, elements: elements.slice(0, 15) });
    const expected = permute([START, ...elements.slice(0, 15)], STATE_LANES);
    expect(circuit.values(witness, 'state', STATE_LANES)).to.deep.equal(expected);
  });

  it('chains permutations as the hints do', async () => {
    const circuit = await templateCircuit(FILE, 'Absorb(20)');
    const witness = await circuit.witness({ chain: START, elements });
    const transcript = new Transcript(START);
    transcript.absorb(elements);
    expect(circuit.value(witness, 'state[1]')).to.equal(transcript.lane());
    expect(circuit.unpinned(witness)).to.deep.equal([]);
  });
});

describe('AbsorbBits', () => {
  it('packs bits as the hints do, and another bit gives another state', async () => {
    const circuit = await templateCircuit(FILE, 'AbsorbBits(600)');
    const bits = Array.from({ length: 600 }, (_, i) => BigInt((i * i) % 3 === 1 ? 1 : 0));
    const laneOf = async (message: readonly bigint[]): Promise<bigint> =>
      circuit.value(await circuit.witness({ chain: START, bits: message }), 'state[1]');
    const transcript = new Transcript(START);
    transcript.absorbBits(bits);
    const honest = await laneOf(bits);
    expect(honest).to.equal(transcript.lane());
    for (const i of [0, 252, 253, 505, 506, 599]) {
      expect(await laneOf(bits.with(i, 1n - bits[i]!))).to.not.equal(honest);
    }
  });
});

describe('ShortChallenges', () => {
  it('draws the challenges of the hints and goes on with the chain value of the state used last', async () => {
    const circuit = await templateCircuit(FILE, 'ShortChallenges(68)');
    const state = permute([START, ...elements.slice(0, 15)], STATE_LANES);
    const witness = await circuit.witness({ state });
    const transcript = new Transcript(START);
    transcript.absorb(elements.slice(0, 15));
    expect(circuit.values(witness, 'challenges', 68)).to.deep.equal(transcript.shortChallenges(68));
    const next = permute([state[0]!, ...new Array<bigint>(15).fill(0n)], STATE_LANES);
    expect(circuit.value(witness, 'chain')).to.equal(next[0]);
  });
});

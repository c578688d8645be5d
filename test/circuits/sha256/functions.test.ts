import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit } from '../harness/template.ts';

const FUNCTIONS = 'lib/sha256/functions.circom';
const triples = Array.from({ length: 8 }, (_, i) => [i & 1, (i >> 1) & 1, i >> 2] as const);
const word = (bit: number): number[] => new Array<number>(32).fill(bit);
const valueOf = (bits: readonly number[]): bigint => bits.reduce((sum, bit, i) => sum + (BigInt(bit) << BigInt(i)), 0n);
/** Candidates for the one output that the constraint must admit. */
const others = [0n, 1n, 2n, 3n, FIELD_MODULUS - 1n, FIELD_MODULUS - 2n, (FIELD_MODULUS + 1n) >> 1n];

describe('Bit functions of SHA-256', () => {
  it('Parity admits the exclusive or of three bits and no other value, in one row [S2]', async () => {
    const circuit = await templateCircuit(FUNCTIONS, 'Parity()');
    expect(circuit.r1cs.constraints).to.have.length(1);
    for (const [x, y, z] of triples) {
      const witness = await circuit.witness({ x, y, z });
      expect(circuit.value(witness, 'out')).to.equal(BigInt(x ^ y ^ z));
      for (const out of others) {
        const accepted = circuit.r1cs.accepts(circuit.forge(witness, { out }));
        expect(accepted, `${x}${y}${z} → ${out}`).to.equal(out === BigInt(x ^ y ^ z));
      }
    }
  });

  it('Majority admits the majority of three bits and no other value, in a row a bit [S2]', async () => {
    const circuit = await templateCircuit(FUNCTIONS, 'Majority()', 'O1');
    for (const [x, y, z] of triples) {
      const witness = await circuit.witness({ x: word(x), y: word(y), z: word(z) });
      const majority = BigInt(x + y + z >= 2 ? 1 : 0);
      expect(circuit.value(witness, 'out')).to.equal(majority * 0xffffffffn);
      for (const candidate of others) {
        const out = circuit.value(witness, 'out') + ((candidate - majority) << 31n);
        const forged = circuit.forge(witness, {
          'majority[31]': candidate,
          out: ((out % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS,
        });
        expect(circuit.r1cs.accepts(forged), `${x}${y}${z} → ${candidate}`).to.equal(candidate === majority);
      }
    }
    expect((await templateCircuit(FUNCTIONS, 'Majority()')).r1cs.constraints).to.have.length(32);
  });

  it('Choice takes y where x is 1 and z where x is 0', async () => {
    const circuit = await templateCircuit(FUNCTIONS, 'Choice()');
    for (const [x, y, z] of triples) {
      const witness = await circuit.witness({ x: word(x), y: word(y), z: word(z) });
      expect(circuit.value(witness, 'out')).to.equal(BigInt(x ? y : z) * 0xffffffffn);
    }
  });

  it('the four sigmas are those of FIPS 180-4 4.1.2', async () => {
    const bits = Array.from({ length: 32 }, (_, i) => (0x9e3779b9 >>> i) & 1);
    const rotated = (n: number): number[] => bits.map((_, i) => bits[(i + n) % 32]!);
    const shifted = (n: number): number[] => bits.map((_, i) => bits[i + n] ?? 0);
    const xor = (...words: number[][]): number[] => bits.map((_, i) => words.reduce((sum, w) => sum ^ w[i]!, 0));
    const expected = {
      'UpperSigma(2, 13, 22)': xor(rotated(2), rotated(13), rotated(22)),
      'UpperSigma(6, 11, 25)': xor(rotated(6), rotated(11), rotated(25)),
      'LowerSigma(7, 18, 3)': xor(rotated(7), rotated(18), shifted(3)),
      'LowerSigma(17, 19, 10)': xor(rotated(17), rotated(19), shifted(10)),
    };
    for (const [template, result] of Object.entries(expected)) {
      const circuit = await templateCircuit(FUNCTIONS, template);
      expect(circuit.value(await circuit.witness({ word: bits }), 'out'), template).to.equal(valueOf(result));
    }
  });
});

describe('WordOfSum', () => {
  it('gives the sum modulo 2^32 up to the largest sum of its words, and refuses what is no such sum [S5]', async () => {
    for (const words of [2, 4, 6, 9, 10, 11]) {
      const circuit = await templateCircuit('lib/sha256/word.circom', `WordOfSum(${words})`);
      const largest = BigInt(words) * 0xffffffffn;
      for (const sum of [0n, 1n, 0xffffffffn, 1n << 32n, largest]) {
        const bits = circuit.values(await circuit.witness({ sum }), 'bits', 32);
        expect(BigInt(`0b${bits.toReversed().join('')}`)).to.equal(sum & 0xffffffffn);
      }
      const size = 32n + BigInt(Math.ceil(Math.log2(words)));
      for (const sum of [1n << size, FIELD_MODULUS - 1n, FIELD_MODULUS - (1n << 32n)]) {
        expect(await circuit.refusal({ sum })).to.include('Num2Bits');
      }
    }
  });

  it('has one word for each sum: no carry outside its bits, no bit that is not boolean [S2]', async () => {
    const circuit = await templateCircuit('lib/sha256/word.circom', 'WordOfSum(6)', 'O1');
    for (const sum of [0n, 5n * 0xffffffffn, 0x123456789n]) {
      expect(circuit.unpinned(await circuit.witness({ sum }))).to.deep.equal([]);
    }
    // The carry of the same sum moved by one, its word by 2^32: no 32 bits express that.
    const honest = await circuit.witness({ sum: 1n << 32n });
    const carry = [...circuit.wires.keys()].find((name) => name.endsWith('.out[32]'));
    expect(circuit.r1cs.accepts(circuit.forge(honest, { [carry!]: 0n, 'bits[31]': 2n }))).to.equal(false);
  });
});

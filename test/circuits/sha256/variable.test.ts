import { createHash, hash } from 'node:crypto';
import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const FILE = 'lib/sha256/variable.circom';
const WITH_BOOLEAN_BITS = '../test/circuits/sha256/booleanMessage.circom';
const BLOCKS = 3;
const CAPACITY = BLOCKS * 64;
const MAX_LENGTH = CAPACITY - 9;

/** `length` octets that look random and are the same in every run. */
function message(length: number, seed = 0): Uint8Array {
  const octets: Buffer[] = [];
  for (let i = 0; 32 * i < length; i++) {
    octets.push(createHash('sha256').update(`message ${seed} ${length} ${i}`).digest());
  }
  return Buffer.concat(octets).subarray(0, length);
}

/** Most significant bit first in each octet, zeros to the end of the input. */
function bitsOf(octets: Uint8Array, capacity = CAPACITY): bigint[] {
  return Array.from({ length: capacity * 8 }, (_, i) => BigInt(((octets[i >> 3] ?? 0) >> (7 - (i % 8))) & 1));
}

const inputsOf = (octets: Uint8Array, blocks = BLOCKS) => ({
  bits: bitsOf(octets, blocks * 64),
  length: octets.length,
});

async function digest(circuit: TemplateCircuit, inputs: object): Promise<string> {
  const bits = circuit.values(await circuit.witness({ ...inputs }), 'digest', 256);
  return BigInt(`0b${bits.join('')}`)
    .toString(16)
    .padStart(64, '0');
}

describe('Sha256Variable', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit(FILE, `Sha256Variable(${BLOCKS})`)));

  it('agrees with node:crypto around every block boundary', async () => {
    for (const length of [
      0, 1, 2, 3, 4, 31, 32, 54, 55, 56, 57, 62, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 182, 183,
    ]) {
      const octets = message(length);
      expect(await digest(circuit, inputsOf(octets)), `${length} octets`).to.equal(hash('sha256', octets));
    }
  });

  it('agrees with node:crypto on messages of all ones, all zeros, and many others', async () => {
    for (const length of [1, 56, 119, MAX_LENGTH]) {
      for (const octet of [0x00, 0x80, 0xff]) {
        const octets = new Uint8Array(length).fill(octet);
        expect(await digest(circuit, inputsOf(octets))).to.equal(hash('sha256', octets));
      }
    }
    for (let seed = 1; seed <= 12; seed++) {
      const octets = message((seed * 89) % (MAX_LENGTH + 1), seed);
      expect(await digest(circuit, inputsOf(octets))).to.equal(hash('sha256', octets));
    }
  });

  it("computes the examples of NIST's FIPS 180 examples document", async () => {
    const examples = {
      abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq:
        '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    };
    for (const [text, expected] of Object.entries(examples)) {
      expect(await digest(circuit, inputsOf(Buffer.from(text)))).to.equal(expected);
    }
  });

  it('refuses every length out of range: max + 1, negative, p - 1, a power of two [S5][S9]', async () => {
    const bits = bitsOf(new Uint8Array());
    for (const length of [
      BigInt(MAX_LENGTH + 1),
      BigInt(CAPACITY),
      256n,
      1n << 64n,
      1n << 253n,
      FIELD_MODULUS - 1n,
      FIELD_MODULUS - BigInt(MAX_LENGTH),
    ]) {
      expect(await circuit.refusal({ bits, length }), `${length}`).to.include('Sha256Padding');
    }
  });

  it('refuses a one bit anywhere after the end of the message [S9]', async () => {
    for (const length of [0, 7, 55, 56, 64, 119, 120, MAX_LENGTH]) {
      const bits = bitsOf(message(length));
      for (const position of [8 * length, 8 * length + 7, 8 * length + 8, 8 * MAX_LENGTH + 8, 8 * CAPACITY - 1]) {
        if (position >= 8 * CAPACITY) continue;
        expect(await circuit.refusal({ bits: bits.with(position, 1n), length })).to.include('Sha256Padding');
      }
    }
  });

  it('refuses padding that the message already carries: it would be hashed as another length [S9]', async () => {
    const octets = message(10);
    const padded = Buffer.alloc(64);
    padded.set(octets);
    padded[10] = 0x80;
    padded[63] = 80;
    expect(await circuit.refusal({ bits: bitsOf(padded), length: 10 })).to.include('Sha256Padding');
    expect(await digest(circuit, inputsOf(padded)))
      .to.equal(hash('sha256', padded))
      .and.not.equal(hash('sha256', octets));
  });

  it('does not take a shorter or longer length for the same octets', async () => {
    const octets = message(60);
    for (const length of [0, 54, 55, 56, 58, 59]) {
      expect(await circuit.refusal({ bits: bitsOf(octets), length })).to.include('Sha256Padding');
    }
    const longer = await digest(circuit, { bits: bitsOf(octets), length: 61 });
    expect(longer)
      .to.equal(hash('sha256', Buffer.concat([octets, Buffer.alloc(1)])))
      .and.not.equal(hash('sha256', octets));
  });

  it('pins every wire of one block and of two [S2]', async () => {
    for (const [blocks, lengths] of [
      [1, [0, 55]],
      [2, [20, 56]],
    ] as const) {
      const small = await templateCircuit(WITH_BOOLEAN_BITS, `BooleanMessage(${blocks})`);
      for (const length of lengths) {
        const witness = await small.witness(inputsOf(message(length), blocks));
        expect(small.unpinned(witness), `${length} octets in ${blocks} blocks`).to.deep.equal([]);
      }
    }
  });
});

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { wtns } from 'snarkjs';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { usingWorkers } from '../../../src/zk/workers.ts';
import { templateCircuit, type Inputs, type Witness } from './template.ts';

const FIELD_OCTETS = 32;

/** A witness in the format .wtns, version 2: a header (field, number of wires) and the values. */
function encodeWitness(witness: Witness): Uint8Array {
  const field = (value: bigint): Buffer =>
    Buffer.from(value.toString(16).padStart(2 * FIELD_OCTETS, '0'), 'hex').reverse();
  const word = (value: number): Buffer => {
    const octets = Buffer.alloc(4);
    octets.writeUInt32LE(value);
    return octets;
  };
  const section = (number: number, ...parts: readonly Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(content.length));
    return Buffer.concat([word(number), length, content]);
  };
  return Buffer.concat([
    Buffer.from('wtns'),
    word(2),
    word(2),
    section(1, word(FIELD_OCTETS), field(FIELD_MODULUS), word(witness.length)),
    section(2, ...witness.map(field)),
  ]);
}

/** What snarkjs says of a witness, with its own reader of the constraints and its own arithmetic. */
async function snarkjsAccepts(r1cs: Uint8Array, witness: Witness): Promise<boolean> {
  const quiet = { info: () => undefined, warn: () => undefined };
  return await wtns.check({ type: 'mem', data: r1cs }, { type: 'mem', data: encodeWitness(witness) }, quiet);
}

describe('R1cs', () => {
  const message = Array<number>(512).fill(0).with(1, 1).with(2, 1).with(7, 1);
  const circuits: readonly (readonly [file: string, template: string, inputs: Inputs])[] = [
    // Of an issuer without limit: IsEqual's hint is open, and changing it violates nothing.
    ['lib/certificate/rules.circom', 'PathLengthRule()', { isCaRole: 1, own: 2, issuers: 7 }],
    ['lib/sha256/variable.circom', 'Sha256Variable(1)', { bits: message, length: 1 }],
  ];
  for (const [file, template, inputs] of circuits) {
    it(`judges as snarkjs does: ${template} and 50 changes of a wire [S2]`, async () => {
      await usingWorkers(async () => {
        const circuit = await templateCircuit(file, template, 'O1');
        const rows = readFileSync(circuit.r1csFile);
        const honest = await circuit.witness(inputs);
        expect(circuit.r1cs.accepts(honest)).to.equal(true);
        expect(await snarkjsAccepts(rows, honest)).to.equal(true);
        const changes = fc.sample(
          fc.tuple(fc.integer({ min: 1, max: honest.length - 1 }), fc.bigInt({ min: 1n, max: FIELD_MODULUS - 1n })),
          { seed: 2, numRuns: 50 },
        );
        let accepted = 0;
        for (const [wire, step] of changes) {
          const changed = honest.with(wire, (honest[wire]! + step) % FIELD_MODULUS);
          const verdict = circuit.r1cs.accepts(changed);
          expect(await snarkjsAccepts(rows, changed), `wire ${wire} + ${step}`).to.equal(verdict);
          if (verdict) accepted++;
        }
        expect(accepted > 0, `${accepted} accepted`).to.equal(template === 'PathLengthRule()');
      });
    });
  }
});

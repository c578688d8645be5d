import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

describe('NonZero', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/bits/nonzero.circom', 'NonZero()')));

  it('accepts every other field element', async () => {
    for (const value of [1n, 2n, FIELD_MODULUS >> 1n, FIELD_MODULUS - 1n]) await circuit.witness({ in: value });
  });

  it('refuses 0, whatever is claimed to be its inverse [S2]', async () => {
    expect(await circuit.refusal({ in: 0n })).to.include('NonZero');
    const honest = await circuit.witness({ in: 5n });
    for (const inverse of [0n, 1n, FIELD_MODULUS - 1n]) {
      expect(circuit.r1cs.accepts(circuit.forge(honest, { in: 0n, inverse }))).to.equal(false);
    }
  });

  it('pins every wire [S2]', async () => {
    expect(circuit.unpinned(await circuit.witness({ in: 7n }))).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { toBits } from '../../../src/zk/p256/limbs.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

/** 10110011, least significant bit first. */
const CONSTANT = 0b10110011n;

describe('LessThanConstant', () => {
  it('decides every number of its width [S5]', async () => {
    const constant = `[${toBits(CONSTANT, 8).join(', ')}]`;
    const circuit = await templateCircuit('lib/p256/constant.circom', `LessThanConstant(8, ${constant})`, 'O1');
    for (let value = 0n; value < 256n; value++) {
      const inputs = { in: toBits(value, 8) };
      if (value < CONSTANT) await circuit.witness(inputs);
      else await circuit.refusal(inputs);
    }
  });

  it('decides constants of any pattern of runs [S5]', async () => {
    for (const constant of [1n, 8n, 15n, 7n, 10n]) {
      const bits = `[${toBits(constant, 4).join(', ')}]`;
      const circuit = await templateCircuit('lib/p256/constant.circom', `LessThanConstant(4, ${bits})`, 'O1');
      for (let value = 0n; value < 16n; value++) {
        const inputs = { in: toBits(value, 4) };
        if (value < constant) await circuit.witness(inputs);
        else await circuit.refusal(inputs);
      }
    }
  });
});

describe('StrictBits', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/p256/squeeze.circom', 'StrictBits()', 'O1')));

  it('gives the bits of a field element', async () => {
    for (const lane of [0n, 1n, 2n ** 253n, FIELD_MODULUS / 3n]) {
      const witness = await circuit.witness({ lane });
      expect(circuit.values(witness, 'bits', 254)).to.deep.equal(toBits(lane, 254));
    }
  });

  // Aliases: constant.test.ts.
  it('refuses the top of the field, where an honest lane lies once in 2^96', async () => {
    expect(await circuit.refusal({ lane: FIELD_MODULUS - 1n })).to.include('LessThanConstant');
  });
});

import { expect } from 'chai';
import { ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { ecdsaInputs } from '../../../src/zk/p256/statement.ts';
import { multiple, signature } from '../../zk/p256/sign.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

/** circomlib's IsZero leaves the inverse of 0 open: what it multiplies is 0, and the output 1, whatever it is. */
const INVERSE_OF_ZERO = /\.isComplete\[\d+\]\.inv$/;

describe('EcdsaP256Verify, wire by wire', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/p256/ecdsa.circom', 'EcdsaP256Verify(1)')));

  it('has more than 110,000 wires, none of which can be changed alone [S2]', async () => {
    expect(circuit.r1cs.wireCount).to.be.above(110_000);
    for (const i of [1, 2, 3]) {
      const statement = signature(i, [multiple(5n)]);
      const witness = await circuit.witness({ ...ecdsaInputs(statement), ...ecdsaHints(statement) });
      const open = circuit.unpinned(witness).filter((wire) => !INVERSE_OF_ZERO.test(wire));
      expect(open).to.deep.equal([]);
    }
  });
});

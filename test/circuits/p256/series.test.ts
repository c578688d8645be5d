import { ORDER } from '../../../src/zk/p256/curve.ts';
import { type Choices, ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { multiple, signature } from '../../zk/p256/sign.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

/** A signature takes three witnesses, a second and a half. */
const COUNT = process.env['OPENRSP_LONG'] === '1' ? 1_000 : 8;

describe('EcdsaP256Verify over a series', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/p256/ecdsa.circom', 'EcdsaP256Verify(1)')));

  const accepts = async (statement: EcdsaStatement, choices: Choices = {}): Promise<void> => {
    await circuit.witness({ ...ecdsaInputs(statement), ...ecdsaHints(statement, { choices }) });
  };

  it(`accepts ${COUNT} signatures, their twins (r, n - s), and negated half-size scalars [S12]`, async () => {
    for (let i = 0; i < COUNT; i++) {
      const statement = signature(i, [multiple(BigInt(i + 2))]);
      await accepts(statement);
      await accepts({ ...statement, s: ORDER - statement.s });
      await accepts(statement, { halfScalars: ({ v, w }) => ({ v: -v, w: -w }) });
    }
  }).timeout(3_600_000);
});

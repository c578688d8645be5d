import { ORDER } from '../../../src/zk/p256/curve.ts';
import { type Choices, ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { multiple, signature } from '../../zk/p256/sign.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const LONG = process.env['OPENRSP_LONG'] === '1';

(LONG ? describe : describe.skip)('[long] EcdsaP256Verify over a long series', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/p256/ecdsa.circom', 'EcdsaP256Verify(1)')));

  const accepts = async (statement: EcdsaStatement, choices: Choices = {}): Promise<void> => {
    await circuit.witness({ ...ecdsaInputs(statement), ...ecdsaHints(statement, { choices }) });
  };

  it('accepts 1,000 signatures, their twins (r, n - s), and negated half-size scalars [S12]', async () => {
    for (let i = 0; i < 1_000; i++) {
      const statement = signature(i, [multiple(BigInt(i + 2))]);
      await accepts(statement);
      await accepts({ ...statement, s: ORDER - statement.s });
      await accepts(statement, { halfScalars: ({ v, w }) => ({ v: -v, w: -w }) });
    }
  }).timeout(3_600_000);
});

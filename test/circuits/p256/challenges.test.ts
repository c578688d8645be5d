import { expect } from 'chai';
import { ecdsaHints } from '../../../src/zk/p256/hints.ts';
import { CHALLENGE_BITS } from '../../../src/zk/p256/parameters.ts';
import { ecdsaInputs, type EcdsaStatement } from '../../../src/zk/p256/statement.ts';
import { refusedAt } from '../harness/refusal.ts';
import type { TemplateCircuit } from '../harness/template.ts';
import { buildWithChallengesOf, productionBuild } from './builds.ts';
import { type Attempt, batchesVanish, binomialInterval, Forger, survivalRate } from './forger.ts';
import { inputsOf, signatureWith } from './signatures.ts';

const LONG = process.env['OPENRSP_LONG'] === '1';
const TRIALS = LONG ? 20_000 : 1_450;
/** Attempts that go through a whole circuit, of those that succeed and of those that do not. */
const WHOLE = LONG ? 40 : 4;
const SHORT = 3;

/**
 * What carries the argument is the challenges' width: with 3 bits in place of 63 a signature of any hash is forged, at the rate that the argument
 * predicts. A test that forges nothing says something only because this one does.
 */
describe('EcdsaP256Verify with challenges of 3 bits', () => {
  const honest = signatureWith({});
  /** The signature does not belong to this hash. */
  const statement: EcdsaStatement = { ...honest, z: honest.z ^ 1n };
  const attempts: Attempt[] = [];
  let forged: Attempt[];
  let failed: Attempt[];
  before(() => {
    const forger = new Forger(statement);
    for (let i = 0; i < TRIALS; i++) attempts.push(forger.attempt(i));
    forged = attempts.filter((attempt) => attempt.succeeds(SHORT));
    failed = attempts.filter((attempt) => !forged.includes(attempt));
  });

  const inputs = ({ choices }: Attempt, challengeBits: number) =>
    inputsOf(statement, { force: true, challengeBits, choices });

  it('has the last addition and both final equalities wrong in every attempt', () => {
    for (const { falseRelations } of attempts) expect(falseRelations).to.deep.equal([307, 308, 309]);
  });

  it('is forged at the predicted rate, within an interval that holds 999 in 1,000 times and excludes 2 and 4 bits', () => {
    const rate = survivalRate([307, 308, 309], SHORT);
    // beta_18 = 0, or alpha_1 = alpha_2 = alpha_3 = 0, in both sets.
    expect(rate).to.be.closeTo((1 / 8 + 7 / 8 / 512) ** 2, 1e-12);
    const [least, most] = binomialInterval(TRIALS, rate, 0.001);
    expect(forged.length, `${forged.length} of ${TRIALS}, ${(TRIALS * rate).toFixed(1)} predicted`).to.be.within(
      least,
      most,
    );
    for (const bits of [SHORT - 1, SHORT + 1]) {
      expect(TRIALS * survivalRate([307, 308, 309], bits), `${bits} bits`).to.not.be.within(least, most);
    }
  });

  it('is never forged by the same attempts with challenges of 63 bits', () => {
    expect(attempts.filter((attempt) => attempt.succeeds(CHALLENGE_BITS))).to.deep.equal([]);
  });

  // One more compilation of the circuit, and minutes: with the long corpora.
  (LONG ? describe : () => undefined)('as a whole circuit', () => {
    let weak: TemplateCircuit;
    let production: TemplateCircuit;
    before(async () => {
      weak = await buildWithChallengesOf(SHORT);
      production = await productionBuild();
    });

    it('accepts a true statement', async () => {
      const witness = await weak.witness(inputsOf(honest, { challengeBits: SHORT }));
      expect(weak.r1cs.accepts(witness)).to.equal(true);
    });

    it('accepts the forged signatures: every constraint is satisfied', async () => {
      for (const attempt of forged.slice(0, WHOLE)) {
        const witness = await weak.witness(inputs(attempt, SHORT));
        expect(weak.r1cs.accepts(witness)).to.equal(true);
        expect(weak.values(witness, 'z', 256)).to.deep.equal(inputs(attempt, SHORT)['z']);
      }
    });

    it('refuses the attempts that fail, where the batch is reduced modulo p', async () => {
      for (const attempt of failed.slice(0, WHOLE)) {
        expect(refusedAt(await weak.refusal(inputs(attempt, SHORT)))).to.include('FoldReduceP256');
      }
    });

    it('accepts an additional point off the curve, once alpha_2 is 0 in both sets', async () => {
      expect(survivalRate([2], SHORT)).to.equal(1 / 64);
      // Each try is another false statement with everything recomputed: 1,000 of them fail all in one of 2^22 series.
      for (let i = 1n; i <= 1_000n; i++) {
        const lie = { ...honest, extra: [{ x: honest.extra[0]!.x, y: honest.extra[0]!.y ^ (2n * i) }] };
        const hints = ecdsaHints(lie, { force: true, challengeBits: SHORT });
        if (!batchesVanish(hints)) continue;
        const witness = await weak.witness({ ...ecdsaInputs(lie), ...hints });
        expect(weak.r1cs.accepts(witness)).to.equal(true);
        expect(refusedAt(await production.refusal(inputsOf(lie, { force: true })))).to.include('FoldReduceP256');
        return;
      }
      expect.fail('no additional point was forged');
    });

    it('is refused with challenges of 63 bits where it was forged with 3', async () => {
      for (const attempt of forged.slice(0, WHOLE)) {
        const refusal = refusedAt(await production.refusal(inputs(attempt, CHALLENGE_BITS)));
        expect(refusal).to.include('FoldReduceP256');
        // The forged hints as they are: their batch is not that of the challenges which this circuit draws.
        expect(refusedAt(await production.refusal(inputs(attempt, SHORT)))).to.equal(
          'VanishingBatch: claimed === batch;',
        );
      }
    });
  });
});

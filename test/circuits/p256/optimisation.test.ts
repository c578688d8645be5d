import { expect } from 'chai';
import type { TemplateCircuit } from '../harness/template.ts';
import { linearBuild, productionBuild } from './builds.ts';
import { inputsOf, signatureWith } from './signatures.ts';
import { TAMPERS, TAU } from './tampers.ts';

/** The set whose identity in tau a constraint is: a sum of 22 coefficients times powers, and of the rows times betas. */
function batchOf(circuit: TemplateCircuit, constraint: number): number | undefined {
  const wires = new Set(circuit.r1cs.wiresOf(constraint));
  return [0, 1].find((set) =>
    [...Array(21).keys()].every((e) => wires.has(circuit.wire(`batch[${set}].terms[${e + 1}]`))),
  );
}

/**
 * ecdsa.test.ts says where the witness calculator stops. A prover need not use it: here he assigns every signal as the templates say and
 * ignores what is violated. The constraint systems themselves have to refuse, with linear constraints (--O1) and after their elimination (--O2).
 */
describe('EcdsaP256Verify, constraints without witness code', () => {
  let linear: TemplateCircuit;
  let production: TemplateCircuit;
  before(async () => {
    linear = await linearBuild();
    production = await productionBuild();
  });

  it('accepts a true statement in both builds, and the O2 build’s wires are among the O1 build’s', async () => {
    const inputs = inputsOf(signatureWith({}));
    const assignment = await linear.assignment(inputs);
    expect(linear.r1cs.accepts(assignment)).to.equal(true);
    const mapped = linear.witnessFor(production, assignment);
    expect(production.r1cs.accepts(mapped)).to.equal(true);
    expect(mapped).to.deep.equal(await production.witness(inputs));
  });

  for (const [kind, tampers] of Object.entries(TAMPERS)) {
    it(`refuses in both builds: ${kind}`, async () => {
      for (const { name, at, violations, inputs } of tampers) {
        const assignment = await linear.assignment(inputs());
        const violated = linear.r1cs.violated(assignment);
        expect(violated, name).to.have.length.above(0);
        expect(production.r1cs.accepts(linear.witnessFor(production, assignment)), name).to.equal(false);
        if (violations !== undefined) expect(violated, name).to.have.lengthOf(violations);
        // A lie about the batches alone: one identity is violated in each set of challenges, and nothing else.
        if (violations !== undefined && at === TAU) {
          const batches = violated.map((constraint) => batchOf(linear, constraint));
          expect(batches, name).to.deep.equal([0, 1]);
        }
      }
    });
  }
});

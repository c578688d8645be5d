import { expect } from 'chai';
import { readArtifacts } from '../../../src/zk/artifacts.ts';
import { CircuitRefusal } from '../../../src/zk/circuit-refusal.ts';
import { calculateWitness } from '../../../src/zk/witness.ts';
import type { ProofInputs } from '../../../src/zk/circuit-inputs.ts';

/** The whole certificate circuit, as it was built. */
export async function expectAccepted({ inputs }: ProofInputs): Promise<void> {
  await calculateWitness((await readArtifacts('certificate')).wasm, inputs);
}

export async function expectRefused(request: ProofInputs): Promise<void> {
  const outcome = await expectAccepted(request).then(
    () => 'accepted',
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(CircuitRefusal);
}

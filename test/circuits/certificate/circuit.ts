import { expect } from 'chai';
import { readArtifacts } from '../../../src/zk/artifacts.ts';
import type { CertificateInputs } from '../../../src/zk/certificate.ts';
import { CircuitRefusal } from '../../../src/zk/circuit-refusal.ts';
import { calculateWitness } from '../../../src/zk/witness.ts';

/** The whole certificate circuit, as it was built. */
export async function expectAccepted({ inputs }: CertificateInputs): Promise<void> {
  await calculateWitness((await readArtifacts('certificate')).wasm, inputs);
}

export async function expectRefused(request: CertificateInputs): Promise<void> {
  const outcome = await expectAccepted(request).then(
    () => 'accepted',
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(CircuitRefusal);
}

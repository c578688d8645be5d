import { readFileSync } from 'node:fs';
import { templateCircuit, type Inputs } from '../der/template-circuit.ts';
import type { ProofInputs } from '../../../src/zk/circuit-inputs.ts';

const FILE = 'lib/certificate/record.circom';
/** Inputs of the template; certificateInputs has those of the signature too. */
const NAMES = [...readFileSync(`circuits/${FILE}`, 'utf8').matchAll(/signal input (\w+)/g)].map(
  ([, name]) => name ?? '',
);

/** The certificate circuit without the signature: a seventh of its size. */
export const recordCircuit = templateCircuit(FILE, 'CertificateRecord()');

export async function expectAccepted(request: ProofInputs): Promise<void> {
  await recordCircuit.expectAccepted(ownInputs(request));
}

export async function expectRefused(request: ProofInputs): Promise<void> {
  await recordCircuit.expectRefused(ownInputs(request));
}

export function ownInputs({ inputs }: ProofInputs): Inputs {
  return Object.fromEntries(NAMES.map((name) => [name, inputs[name]]));
}

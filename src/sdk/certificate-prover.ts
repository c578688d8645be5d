import { readArtifacts } from '../zk/artifacts.ts';
import { proofPoints } from '../zk/calldata.ts';
import { CircuitRefusal } from '../zk/circuit-refusal.ts';
import { prove, type ProverOptions } from '../zk/prover.ts';
import { calculateWitness } from '../zk/witness.ts';
import type { CertificateProver } from './prove.ts';
import type { CircuitInputs } from '../zk/circuit-inputs.ts';

const CIRCUIT = 'certificate';

/** Proves with the built circuit on this machine. */
export function certificateProver(options: ProverOptions = {}): CertificateProver {
  return {
    async prove(inputs) {
      const { proof, seconds } = await prove(CIRCUIT, inputs, options);
      return { points: proofPoints(proof), seconds };
    },
  };
}

/** Why the circuit refuses these inputs, whatever the program around it would say; undefined when it accepts them. */
export async function circuitRefusal(inputs: CircuitInputs): Promise<string | undefined> {
  const { wasm } = await readArtifacts(CIRCUIT);
  try {
    await calculateWitness(wasm, inputs);
    return undefined;
  } catch (error) {
    if (error instanceof CircuitRefusal) return error.message;
    throw error;
  }
}

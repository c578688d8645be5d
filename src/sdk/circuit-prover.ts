import type { VerifiedCircuit } from '../chain/circuits.ts';
import { readArtifacts } from '../zk/artifacts.ts';
import { proofPoints } from '../zk/calldata.ts';
import { CircuitRefusal } from '../zk/circuit-refusal.ts';
import type { CircuitInputs, ProofInputs } from '../zk/circuit-inputs.ts';
import { prove, type ProverOptions } from '../zk/prover.ts';
import { calculateWitness } from '../zk/witness.ts';

/** A Groth16 proof as Solidity takes it: a[2], b[2][2] (imaginary part first), c[2]; and how long it took. */
export interface ProvenPoints {
  readonly points: readonly bigint[];
  readonly seconds: number;
}

/** Makes Groth16 proofs. It sees secrets: it runs where their holder trusts it. */
export interface CircuitProver {
  prove(circuit: VerifiedCircuit, inputs: ProofInputs): Promise<ProvenPoints>;
}

/** Proves with the built circuits on this machine. */
export function localProver(options: ProverOptions = {}): CircuitProver {
  return {
    async prove(circuit, inputs) {
      const { proof, seconds } = await prove(circuit, inputs, options);
      return { points: proofPoints(proof), seconds };
    },
  };
}

/** Why the circuit refuses these inputs, whatever the program around it would say; undefined when it accepts them. */
export async function circuitRefusal(circuit: VerifiedCircuit, inputs: CircuitInputs): Promise<string | undefined> {
  const { wasm } = await readArtifacts(circuit);
  try {
    await calculateWitness(wasm, inputs);
    return undefined;
  } catch (error) {
    if (error instanceof CircuitRefusal) return error.message;
    throw error;
  }
}

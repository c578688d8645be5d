import type { Groth16Proof } from 'snarkjs';
import type { ArtifactPlaces } from './artifacts.ts';
import { openProvingKey } from './proving-key.ts';
import { proveWith } from './prove-with.ts';
import type { ProofInputs } from './circuit-inputs.ts';

/** What is being done at the moment. */
export type ProofPhase = 'artifacts' | 'witness' | 'proof' | 'verification';

export interface Proof {
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly bigint[];
  readonly witnessSeconds: number;
  readonly proveSeconds: number;
  /** From the call to the verified proof. */
  readonly seconds: number;
}

export interface ProofOptions {
  readonly onProgress?: ((phase: ProofPhase) => void) | undefined;
  /** Gives up; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Proves statements of any circuit: on this machine, or where the owner of the secrets trusts a machine to. */
export interface CircuitProver {
  prove(circuit: string, statement: ProofInputs, options?: ProofOptions): Promise<Proof>;
}

export interface ProverOptions extends ProofOptions {
  /** Where the artifacts lie; default: where the build puts them. */
  readonly places?: ArtifactPlaces | undefined;
}

/**
 * Proves a statement of `circuit`, with rapidsnark where it is on PATH, else with snarkjs. Artifacts are hashed before they are used,
 * and the proof is verified before it is returned.
 * @throws ArtifactError, CircuitRefusal, ProverError
 */
export async function prove(
  circuit: string,
  statement: ProofInputs,
  { onProgress = () => undefined, signal, places }: ProverOptions = {},
): Promise<Proof> {
  const started = performance.now();
  onProgress('artifacts');
  const key = await openProvingKey(circuit, places);
  signal?.throwIfAborted();
  const proof = await proveWith(key, statement, { onProgress, signal });
  return { ...proof, seconds: (performance.now() - started) / 1000 };
}

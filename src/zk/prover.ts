import { readFileSync } from 'node:fs';
import { groth16, type Groth16Proof } from 'snarkjs';
import { readArtifacts, type ArtifactPlaces } from './artifacts.ts';
import { findRapidsnark, proveWithRapidsnark } from './rapidsnark.ts';
import { ProverError } from './prover-error.ts';
import { assertSoundVerificationKey } from './verification-key.ts';
import { verifyProof } from './verifier.ts';
import { calculateWitness } from './witness.ts';
import { usingWorkers } from './workers.ts';
import type { ProofInputs } from './circuit-inputs.ts';

/** What is being done at the moment. */
export type ProofPhase = 'artifacts' | 'witness' | 'proof' | 'verification';

export interface ProverOptions {
  readonly onProgress?: ((phase: ProofPhase) => void) | undefined;
  /** Where the artifacts lie; default: where the build puts them. */
  readonly places?: ArtifactPlaces | undefined;
}

export interface Proof {
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly bigint[];
  readonly witnessSeconds: number;
  readonly proveSeconds: number;
  /** From the call to the verified proof. */
  readonly seconds: number;
}

/**
 * Proves a statement of `circuit`, with rapidsnark where it is on PATH, else with snarkjs. Artifacts are hashed before they are used,
 * and the proof is verified before it is returned.
 * @throws ArtifactError, CircuitRefusal, ProverError
 */
export async function prove(
  circuit: string,
  { inputs, publicSignals }: ProofInputs,
  { onProgress = () => undefined, places }: ProverOptions = {},
): Promise<Proof> {
  const started = performance.now();
  onProgress('artifacts');
  const { wasm, zkey, verificationKey } = await readArtifacts(circuit, places);
  const key: unknown = JSON.parse(readFileSync(verificationKey, 'utf8'));
  assertSoundVerificationKey(key);

  onProgress('witness');
  const witnessStarted = performance.now();
  const witness = await calculateWitness(wasm, inputs);
  const witnessSeconds = secondsSince(witnessStarted);

  onProgress('proof');
  const proveStarted = performance.now();
  const rapidsnark = findRapidsnark();
  const proof = await (rapidsnark === undefined
    ? usingWorkers(async () => (await groth16.prove(zkey, { type: 'mem', data: witness })).proof)
    : proveWithRapidsnark(rapidsnark, zkey, witness));
  // The caller gets the proof; nobody needs the secrets any more.
  witness.fill(0);
  const proveSeconds = secondsSince(proveStarted);

  onProgress('verification');
  if (!(await verifyProof(key, publicSignals, proof))) {
    throw new ProverError(
      `The proof made by ${rapidsnark ?? 'snarkjs'} does not verify; ${rapidsnark === undefined ? 'run: ./openrsp build' : 'set OPENRSP_PROVER=snarkjs to do without it'}`,
    );
  }
  return { proof, publicSignals, witnessSeconds, proveSeconds, seconds: secondsSince(started) };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

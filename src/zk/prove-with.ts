import { groth16 } from 'snarkjs';
import { ProverError } from './prover-error.ts';
import type { Proof, ProofOptions } from './prover.ts';
import type { ProvingKey } from './proving-key.ts';
import { findRapidsnark, proveWithRapidsnark } from './rapidsnark.ts';
import { calculateWitness } from './witness.ts';
import { usingWorkers } from './workers.ts';
import type { ProofInputs } from './circuit-inputs.ts';

/**
 * Proves with a key at hand, and verifies the proof before it is returned. Overwrites the witness whatever happens.
 * @throws CircuitRefusal, ProverError
 */
export async function proveWith(
  { wasm, zkey, zkeyFile, verifier }: ProvingKey,
  { inputs, publicSignals }: ProofInputs,
  { onProgress = () => undefined, signal }: ProofOptions = {},
): Promise<Proof> {
  const started = performance.now();
  onProgress('witness');
  const witness = await calculateWitness(wasm, inputs);
  const witnessSeconds = secondsSince(started);

  const proveStarted = performance.now();
  const rapidsnark = findRapidsnark();
  const proof = await (async () => {
    try {
      signal?.throwIfAborted();
      onProgress('proof');
      return await (rapidsnark === undefined
        ? usingWorkers(async () => (await groth16.prove(zkey, { type: 'mem', data: witness })).proof)
        : proveWithRapidsnark(rapidsnark, zkeyFile, witness));
    } finally {
      // The caller gets the proof; nobody needs the secrets any more.
      witness.fill(0);
    }
  })();
  const proveSeconds = secondsSince(proveStarted);
  signal?.throwIfAborted();

  onProgress('verification');
  if (!verifier.verify(publicSignals, proof)) {
    throw new ProverError(
      `The proof made by ${rapidsnark ?? 'snarkjs'} does not verify; ${rapidsnark === undefined ? 'run: ./openrsp build' : 'set OPENRSP_PROVER=snarkjs to do without it'}`,
    );
  }
  return { proof, publicSignals, witnessSeconds, proveSeconds, seconds: secondsSince(started) };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

import { statSync } from 'node:fs';
import { readArtifacts, type ArtifactPlaces } from '../zk/artifacts.ts';
import type { ProofInputs } from '../zk/circuit-inputs.ts';
import { proveWith } from '../zk/prove-with.ts';
import type { CircuitProver, Proof, ProofOptions } from '../zk/prover.ts';
import { loadProvingKey } from '../zk/proving-key.ts';
import { findRapidsnark } from '../zk/rapidsnark.ts';
import { holdWorkers } from '../zk/workers.ts';
import { KeyCache } from './key-cache.ts';

export interface WarmProverOptions {
  /** Octets of proving keys to keep. */
  readonly memory: number;
  /** Where the artifacts lie; default: where the build puts them. */
  readonly places?: ArtifactPlaces | undefined;
}

/**
 * Keeps proving keys, circuits' programs and snarkjs' threads from one proof to the next. One proof at a time; on the calling thread,
 * which is busy for seconds at a stretch. With rapidsnark the proving keys stay on disk, for it reads them itself.
 */
export class WarmProver implements CircuitProver {
  readonly #keys: KeyCache;
  readonly #release = holdWorkers();

  constructor({ memory, places }: WarmProverOptions) {
    const isZkeyKept = findRapidsnark() === undefined;
    this.#keys = new KeyCache({
      limit: memory,
      sizeOf: async (circuit) => {
        const { wasm, zkey } = await readArtifacts(circuit, places);
        return [wasm, ...(isZkeyKept ? [zkey] : [])].reduce((sum, file) => sum + statSync(file).size, 0);
      },
      load: (circuit) => loadProvingKey(circuit, { isZkeyKept, places }),
    });
  }

  /** Circuits whose keys are in memory, the next to go first. */
  get circuits(): readonly string[] {
    return this.#keys.circuits;
  }

  /** Reads a circuit's keys before the first proof asks for them. @throws ArtifactError, VerificationKeyError, ProvingError */
  async warm(circuit: string): Promise<void> {
    await this.#keys.get(circuit);
  }

  /** @throws ArtifactError, VerificationKeyError, CircuitRefusal, ProverError, ProvingError MemoryLimit */
  async prove(circuit: string, statement: ProofInputs, options: ProofOptions = {}): Promise<Proof> {
    const started = performance.now();
    options.onProgress?.('artifacts');
    const key = await this.#keys.get(circuit);
    const proof = await proveWith(key, statement, options);
    return { ...proof, seconds: (performance.now() - started) / 1000 };
  }

  /** Ends snarkjs' threads. */
  close(): Promise<void> {
    return this.#release();
  }
}

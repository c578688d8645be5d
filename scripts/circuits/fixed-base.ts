import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Group, Job } from './fixed-base-worker.ts';
import { SCALAR_OCTETS, writeScalar } from './scalar-field.ts';

/** Octets of an affine point in snarkjs's files: coordinates in Montgomery form, little-endian; all zero for infinity. */
export const POINT_OCTETS: Readonly<Record<Group, number>> = { g1: 64, g2: 128 };
/** Scalars in one message to a worker. */
const CHUNK = 16384;

/** Multiples of BN254's generators, computed by worker threads. */
export class FixedBase implements Disposable {
  readonly #workers = Array.from(
    { length: Math.max(1, Math.min(availableParallelism(), 8)) },
    () => new Worker(new URL('./fixed-base-worker.ts', import.meta.url)),
  );
  readonly #waiting = new Map<number, (points: Uint8Array) => void>();
  #next = 0;
  #failed: (error: Error) => void = () => undefined;
  readonly #failure = new Promise<never>((_, reject) => (this.#failed = reject));

  constructor() {
    this.#failure.catch(() => undefined);
    for (const worker of this.#workers) {
      worker.on('message', ({ id, points }: { id: number; points: Uint8Array }) => {
        this.#waiting.get(id)?.(points);
        this.#waiting.delete(id);
      });
      worker.on('error', this.#failed);
    }
  }

  /** One affine point for each scalar, in order. */
  async multiply(group: Group, scalars: readonly bigint[]): Promise<Uint8Array> {
    const octets = POINT_OCTETS[group];
    const result = new Uint8Array(scalars.length * octets);
    const jobs: Promise<void>[] = [];
    for (let first = 0; first < scalars.length; first += CHUNK) {
      const chunk = scalars.slice(first, first + CHUNK);
      const encoded = new Uint8Array(chunk.length * SCALAR_OCTETS);
      for (const [i, scalar] of chunk.entries()) writeScalar(scalar, encoded, i * SCALAR_OCTETS);
      jobs.push(this.#send(group, encoded).then((points) => result.set(points, first * octets)));
    }
    await Promise.race([Promise.all(jobs), this.#failure]);
    return result;
  }

  #send(group: Group, scalars: Uint8Array): Promise<Uint8Array> {
    const id = this.#next++;
    const job: Job = { id, group, scalars };
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#workers[id % this.#workers.length]?.postMessage(job, [scalars.buffer as ArrayBuffer]);
    });
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}

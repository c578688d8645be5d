import type { KeptProvingKey } from '../zk/proving-key.ts';
import { ProvingError } from './error.ts';

export interface KeyCacheOptions {
  /** Octets that all keys together may take. */
  readonly limit: number;
  /** Octets that the key of a circuit will take, before it is read. Throws what {@link load} throws. */
  readonly sizeOf: (circuit: string) => Promise<number>;
  readonly load: (circuit: string) => Promise<KeptProvingKey>;
}

/** Proving keys in memory. Those that were not used for the longest time go when there is no room. For one user at a time. */
export class KeyCache {
  readonly #options: KeyCacheOptions;
  /** The one that was used last stands last. */
  readonly #keys = new Map<string, KeptProvingKey>();

  constructor(options: KeyCacheOptions) {
    this.#options = options;
  }

  /** Circuits whose keys are in memory, the next to go first. */
  get circuits(): readonly string[] {
    return [...this.#keys.keys()];
  }

  get octets(): number {
    return [...this.#keys.values()].reduce((sum, { octets }) => sum + octets, 0);
  }

  /** @throws ProvingError MemoryLimit for a key that does not fit even alone */
  async get(circuit: string): Promise<KeptProvingKey> {
    const key = this.#keys.get(circuit) ?? (await this.#load(circuit));
    this.#keys.delete(circuit);
    this.#keys.set(circuit, key);
    return key;
  }

  async #load(circuit: string): Promise<KeptProvingKey> {
    const { limit, sizeOf, load } = this.#options;
    const size = await sizeOf(circuit);
    if (size > limit) {
      throw new ProvingError(
        'MemoryLimit',
        `the keys of the circuit "${circuit}" take ${megabytes(size, 'ceil')} MB of memory; the limit is ${megabytes(limit, 'floor')} MB`,
      );
    }
    // Before the new one is read: at no time are there more in memory than may be.
    for (const [oldest] of this.#keys) {
      if (this.octets + size <= limit) break;
      this.#keys.delete(oldest);
    }
    return load(circuit);
  }
}

const megabytes = (octets: number, round: 'ceil' | 'floor'): number => Math[round](octets / 2 ** 20);

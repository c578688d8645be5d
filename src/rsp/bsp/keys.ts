import { randomBytes } from 'node:crypto';
import { BLOCK } from './aes.ts';
import { BspError } from './error.ts';

/**
 * Three values of 16 octets each that protect segments: session keys (S-ENC, S-MAC) or profile protection keys (PPK-ENC, PPK-MAC),
 * and the MAC chaining value to start from (SGP.22 2.5.3, 2.5.5). Printing or serialising the object shows none of them.
 */
export class BspKeys {
  static readonly OCTETS = 3 * BLOCK;

  readonly #octets: Uint8Array;
  #erased = false;

  private constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** Of 48 octets: initial MAC chaining value ‖ ENC ‖ MAC, the order in which the key derivation gives them. Throws `KeyLength`. */
  static fromOctets(octets: Uint8Array): BspKeys {
    if (octets.length !== BspKeys.OCTETS) {
      throw new BspError('KeyLength', `The keys of a session have ${BspKeys.OCTETS} octets, these ${octets.length}.`);
    }
    return new BspKeys(Uint8Array.from(octets));
  }

  /** Fresh random ones: profile protection keys. */
  static generate(): BspKeys {
    return new BspKeys(Uint8Array.from(randomBytes(BspKeys.OCTETS)));
  }

  get initialMacChainingValue(): Uint8Array {
    return this.#part(0);
  }

  get enc(): Uint8Array {
    return this.#part(1);
  }

  get mac(): Uint8Array {
    return this.#part(2);
  }

  /** The 48 octets that `fromOctets` takes, to be sealed: whoever holds them reads and alters what they protect. */
  octets(): Uint8Array {
    return Buffer.concat([this.initialMacChainingValue, this.enc, this.mac]);
  }

  /** Overwrites the keys; every use after it throws `KeyErased`. Protectors and openers made before keep their own copy. */
  erase(): void {
    this.#octets.fill(0);
    this.#erased = true;
  }

  #part(number: number): Uint8Array {
    if (this.#erased) throw new BspError('KeyErased', 'These keys were erased after their use.');
    return this.#octets.slice(number * BLOCK, (number + 1) * BLOCK);
  }
}

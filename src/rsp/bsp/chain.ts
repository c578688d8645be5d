import { BLOCK, encryptBlocks } from './aes.ts';
import { aesCmac } from './cmac.ts';
import { BspError } from './error.ts';
import type { BspKeys } from './keys.ts';

/** The counter has four octets in the tables of SCP03t; a session of that many segments does not exist. */
const LAST_COUNTER = 0xffff_ffff;

/**
 * What both ends of a session keep between two segments (SGP.22 2.5.3): the keys, the MAC chaining value and the counter of segments,
 * which starts at 1 and counts segments of every tag.
 */
export class SegmentChain {
  readonly #enc: Uint8Array;
  readonly #mac: Uint8Array;
  #macChainingValue: Uint8Array;
  #counter = 1;

  constructor(keys: BspKeys) {
    this.#enc = keys.enc;
    this.#mac = keys.mac;
    this.#macChainingValue = keys.initialMacChainingValue;
  }

  get enc(): Uint8Array {
    return this.#enc;
  }

  /** The vector that the encryption of this segment starts from: AES(ENC, counter in 16 octets). */
  icv(): Uint8Array {
    const counter = Buffer.alloc(BLOCK);
    counter.writeUInt32BE(this.#counter, BLOCK - 4);
    return encryptBlocks(this.#enc, counter);
  }

  /** CMAC of this segment, 16 octets: the first 8 are its MAC, all are the next chaining value. */
  cmac(header: Uint8Array, body: Uint8Array): Uint8Array {
    return aesCmac(this.#mac, this.#macChainingValue, header, body);
  }

  /** Goes on to the next segment, after one with this CMAC. Throws `CounterExhausted`. */
  advance(cmac: Uint8Array): void {
    if (this.#counter === LAST_COUNTER)
      throw new BspError('CounterExhausted', 'These keys protected all segments they may.');
    this.#macChainingValue = cmac;
    this.#counter++;
  }

  erase(): void {
    for (const octets of [this.#enc, this.#mac, this.#macChainingValue]) octets.fill(0);
  }
}

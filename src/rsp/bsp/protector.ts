import { encryptChain } from './aes.ts';
import { SegmentChain } from './chain.ts';
import type { BspKeys } from './keys.ts';
import { pad } from './padding.ts';
import {
  cut,
  MAC_OCTETS,
  MAXIMUM_ENCRYPTED,
  MAXIMUM_METADATA,
  SegmentTag,
  segmentHeader,
  type EncryptedTag,
} from './segment.ts';

/** The sending end of a session: content in, segments of at most 1,020 octets out, in the order in which they must be sent. */
export class SegmentProtector {
  #chain: SegmentChain;

  constructor(keys: BspKeys) {
    this.#chain = new SegmentChain(keys);
  }

  /** Encrypts and MACs content under tag 86 or 87: a segment for every 1,007 octets begun, at least one. */
  encrypt(tag: EncryptedTag, content: Uint8Array): Uint8Array[] {
    return Array.from(cut(content, MAXIMUM_ENCRYPTED), (piece) =>
      this.#sealed(tag, encryptChain(this.#chain.enc, pad(piece), this.#chain.icv())),
    );
  }

  /** MACs content under tag 88, readable by all: a segment for every 1,008 octets begun, at least one. */
  authenticate(content: Uint8Array): Uint8Array[] {
    return Array.from(cut(content, MAXIMUM_METADATA), (piece) => this.#sealed(SegmentTag.Metadata, piece));
  }

  /** Protects what follows with other keys: chaining value and counter start again (ReplaceSessionKeys, SGP.22 5.5.4). */
  replaceKeys(keys: BspKeys): void {
    const replaced = this.#chain;
    this.#chain = new SegmentChain(keys);
    replaced.erase();
  }

  /** Overwrites the keys once the last segment is made. */
  erase(): void {
    this.#chain.erase();
  }

  #sealed(tag: SegmentTag, body: Uint8Array): Uint8Array {
    const header = segmentHeader(tag, body.length);
    const cmac = this.#chain.cmac(header, body);
    this.#chain.advance(cmac);
    return Buffer.concat([header, body, cmac.subarray(0, MAC_OCTETS)]);
  }
}

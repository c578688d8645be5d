import { timingSafeEqual } from 'node:crypto';
import { BLOCK, decryptChain } from './aes.ts';
import { SegmentChain } from './chain.ts';
import { BspError } from './error.ts';
import type { BspKeys } from './keys.ts';
import { unpad } from './padding.ts';
import { MAC_OCTETS, parseSegment, SegmentTag } from './segment.ts';

/**
 * The receiving end of a session, one segment at a time and in order. The first segment that is refused ends it, as it does on a chip
 * (SGP.22 2.5.5): whoever alters, repeats, leaves out or reorders segments learns that it failed, and has no second try.
 */
export class SegmentOpener {
  #chain: SegmentChain;
  #ended = false;

  constructor(keys: BspKeys) {
    this.#chain = new SegmentChain(keys);
  }

  /**
   * The content of the next segment, which must have tag `expected`. The MAC is verified, in constant time, before anything is decrypted.
   * Throws `SegmentTag`, `SegmentLength`, `SegmentTruncated`, `MacInvalid`, `Padding`; `SessionEnded` once one of them was thrown.
   */
  open(expected: SegmentTag, segment: Uint8Array): Uint8Array {
    if (this.#ended) throw new BspError('SessionEnded', 'The session ended with a segment that was refused.');
    try {
      return this.#opened(expected, segment);
    } catch (error) {
      this.erase();
      throw error;
    }
  }

  /** Opens what follows with other keys: chaining value and counter start again (ReplaceSessionKeys, SGP.22 5.5.4). */
  replaceKeys(keys: BspKeys): void {
    if (this.#ended) throw new BspError('SessionEnded', 'The session ended: its keys can no longer be replaced.');
    const replaced = this.#chain;
    this.#chain = new SegmentChain(keys);
    replaced.erase();
  }

  /** Ends the session and overwrites its keys. */
  erase(): void {
    this.#ended = true;
    this.#chain.erase();
  }

  #opened(expected: SegmentTag, segment: Uint8Array): Uint8Array {
    const { tag, header, body, mac } = parseSegment(segment);
    if (tag !== expected) {
      throw new BspError('SegmentTag', `Segment ${tag.toString(16)} where ${expected.toString(16)} is due.`);
    }
    const cmac = this.#chain.cmac(header, body);
    if (!timingSafeEqual(mac, cmac.subarray(0, MAC_OCTETS))) {
      throw new BspError(
        'MacInvalid',
        'The MAC of the segment is wrong: it was altered, or is not the next one of this session.',
      );
    }
    const content = tag === SegmentTag.Metadata ? body : this.#decrypted(body);
    this.#chain.advance(cmac);
    return content;
  }

  #decrypted(body: Uint8Array): Uint8Array {
    if (body.length === 0 || body.length % BLOCK !== 0) {
      throw new BspError('SegmentLength', 'An encrypted segment holds whole blocks of 16 octets, at least one.');
    }
    return unpad(decryptChain(this.#chain.enc, body, this.#chain.icv()));
  }
}

import { RspError } from '../error.ts';
import { MAX_TAG_OCTETS } from './tag.ts';

/** Identifier and length octets of one element. */
export interface Header {
  readonly tag: number;
  readonly contentStart: number;
  /** Offset after the content. */
  readonly end: number;
}

/** Length octets after the first: three hold 16 MiB, more than any profile package has. */
const MAX_LENGTH_OCTETS = 3;

/**
 * Reads the header at `offset` of `input`, whose element must end by `limit`. Lengths are definite; one that is longer spelled than need be
 * is taken, as cards send some. Throws {@link RspError} TlvTag, TlvLength or TlvTruncated.
 */
export function readHeader(input: Uint8Array, offset: number, limit: number): Header {
  const { tag, next } = readTag(input, offset, limit);
  const first = octetAt(input, next, limit);
  let length = first;
  let contentStart = next + 1;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > MAX_LENGTH_OCTETS) {
      const what = count === 0 ? 'an indefinite length' : `a length of ${count} octets`;
      throw new RspError('TlvLength', `offset ${offset} has ${what}; SGP.22 has 1 to ${MAX_LENGTH_OCTETS} octets.`);
    }
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + octetAt(input, contentStart + i, limit);
    contentStart += count;
  }
  if (length > limit - contentStart) {
    throw new RspError(
      'TlvTruncated',
      `offset ${offset} announces ${length} octets of which ${limit - contentStart} are there.`,
    );
  }
  return { tag, contentStart, end: contentStart + length };
}

/** The tag at `offset` and the offset after it (X.690 8.1.2.4): long form only for numbers from 31, without leading zeros. */
export function readTag(input: Uint8Array, offset: number, limit: number): { tag: number; next: number } {
  let tag = octetAt(input, offset, limit);
  let next = offset + 1;
  if (tag === 0) throw new RspError('TlvTag', `offset ${offset} has tag 00, which is no type.`);
  if ((tag & 0x1f) !== 0x1f) return { tag, next };
  for (let octet = 0x80; (octet & 0x80) !== 0; next++) {
    octet = octetAt(input, next, limit);
    const second = next === offset + 1;
    if (next - offset >= MAX_TAG_OCTETS || (second && (octet === 0x80 || octet < 0x1f))) {
      throw new RspError('TlvTag', `offset ${offset} has a tag that is too long or longer than need be.`);
    }
    tag = tag * 256 + octet;
  }
  return { tag, next };
}

function octetAt(input: Uint8Array, offset: number, limit: number): number {
  const octet = offset < limit ? input[offset] : undefined;
  if (octet === undefined) {
    throw new RspError('TlvTruncated', `the encoding ends at offset ${limit}, in the middle of a header.`);
  }
  return octet;
}

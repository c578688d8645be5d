import { tlv } from '../../pki/der/writer.ts';
import { BLOCK } from './aes.ts';
import { BspError } from './error.ts';

/** Tags of segments: 86 profile elements, 87 commands (both encrypted and MACed), 88 metadata (MACed only) (SGP.22 2.5.3). */
export const SegmentTag = { ProfileElements: 0x86, Command: 0x87, Metadata: 0x88 } as const;
export type SegmentTag = (typeof SegmentTag)[keyof typeof SegmentTag];
/** The two kinds whose content is encrypted. */
export type EncryptedTag = typeof SegmentTag.ProfileElements | typeof SegmentTag.Command;

/** Octets of a segment's MAC: the first half of the CMAC. */
export const MAC_OCTETS = 8;
/** A whole segment, tag to MAC, as SGP.22 2.5.5 limits what is sent. */
export const MAXIMUM_SENT = 1020;
/** What is taken: some servers put 1,008 octets of content in and come to 1,036, which chips accept. */
export const MAXIMUM_RECEIVED = 1036;

const HEADER_OCTETS = 4;
/** Octets of content that a segment of metadata takes: 1,008. */
export const MAXIMUM_METADATA = MAXIMUM_SENT - HEADER_OCTETS - MAC_OCTETS;
/** Octets of content that an encrypted segment takes: 1,007, one less than whole blocks for the padding that is always there. */
export const MAXIMUM_ENCRYPTED = MAXIMUM_METADATA - (MAXIMUM_METADATA % BLOCK) - 1;

/** A segment as it stands on the wire: everything up to the MAC is what the MAC covers. */
export interface SealedSegment {
  readonly tag: SegmentTag;
  /** Tag and length octets. */
  readonly header: Uint8Array;
  /** Ciphertext, or the plain metadata. */
  readonly body: Uint8Array;
  /** 8 octets. */
  readonly mac: Uint8Array;
}

/** Tag and length of a segment whose body has so many octets; the length counts the MAC too. */
export function segmentHeader(tag: SegmentTag, bodyOctets: number): Uint8Array {
  const value = bodyOctets + MAC_OCTETS;
  return tlv(tag, new Uint8Array(value)).subarray(0, -value);
}

/** Takes a segment apart; nothing in it is believed yet. Throws `SegmentTruncated`, `SegmentTag` or `SegmentLength`. */
export function parseSegment(segment: Uint8Array): SealedSegment {
  const [tag, first] = segment;
  if (tag === undefined || first === undefined) throw truncated();
  if (!isSegmentTag(tag)) {
    throw new BspError('SegmentTag', `A segment has tag 86, 87 or 88, this one ${tag.toString(16).padStart(2, '0')}.`);
  }
  const lengthOctets = first < 0x80 ? 1 : 1 + (first & 0x7f);
  if (first === 0x80 || lengthOctets > 3)
    throw new BspError('SegmentLength', 'A segment has a length of up to two octets.');
  if (segment.length < 1 + lengthOctets) throw truncated();
  const header = segment.slice(0, 1 + lengthOctets);
  const length = first < 0x80 ? first : header.subarray(2).reduce((sum, octet) => sum * 256 + octet, 0);
  if (segment.length < header.length + length) throw truncated();
  if (segment.length > header.length + length) {
    throw new BspError('SegmentLength', `${segment.length - header.length - length} octets follow the segment.`);
  }
  if (segment.length > MAXIMUM_RECEIVED) {
    throw new BspError('SegmentLength', `A segment has up to ${MAXIMUM_RECEIVED} octets, this one ${segment.length}.`);
  }
  if (length < MAC_OCTETS || !Buffer.from(header).equals(segmentHeader(tag, length - MAC_OCTETS))) {
    throw new BspError(
      'SegmentLength',
      'The length of a segment counts its MAC of 8 octets and is in the shortest form.',
    );
  }
  return {
    tag,
    header,
    body: segment.slice(header.length, -MAC_OCTETS),
    mac: segment.slice(-MAC_OCTETS),
  };
}

/** Cuts content into pieces of at most `size` octets, in order; empty content is one empty piece. */
export function* cut(content: Uint8Array, size: number): Generator<Uint8Array> {
  let offset = 0;
  do {
    yield content.subarray(offset, offset + size);
    offset += size;
  } while (offset < content.length);
}

function isSegmentTag(tag: number): tag is SegmentTag {
  return tag === SegmentTag.ProfileElements || tag === SegmentTag.Command || tag === SegmentTag.Metadata;
}

function truncated(): BspError {
  return new BspError('SegmentTruncated', 'The segment ends before its length says so.');
}

import { PkiError } from '../error.ts';
import { checkPrimitive } from './primitive.ts';
import { isConstructed, isContext, Tag, tagName } from './tag.ts';

/** One tag-length-value of an encoding that passed {@link readDer}. */
export interface DerNode {
  /** Identifier octet. */
  readonly tag: number;
  /** Whole encoding, header included: a view on the input, never a copy that was encoded again. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  /** Of a constructed encoding, in order; empty for a primitive one. */
  readonly children: readonly DerNode[];
  /** Of the identifier octet in the input, for messages. */
  readonly offset: number;
}

/** Certificates nest 10 levels; each OCTET STRING or BIT STRING that holds DER again starts anew. */
export const MAX_DEPTH = 16;
/** No certificate of SGP.22 reaches a twentieth of it. */
export const MAX_CERTIFICATE_OCTETS = 16_384;
/** About 25,000 entries. */
export const MAX_CRL_OCTETS = 1_048_576;

const NO_CHILDREN: readonly DerNode[] = [];

/** Length octets after the first (X.690 8.1.3.5): four hold 2^32 - 1. */
const MAX_LENGTH_OCTETS = 4;

interface Header {
  readonly tag: number;
  readonly contentStart: number;
  readonly end: number;
}

/**
 * Reads exactly one DER encoding (X.690 clause 10) that fills `input`. Everything DER forbids is refused here, once, whatever is
 * inside: other forms of length, constructed strings, trailing bytes, non-canonical values, unsorted or empty sets.
 * Time and memory are linear in `input.length`, which is at most `maxOctets`; nesting ends at {@link MAX_DEPTH}.
 */
export function readDer(input: Uint8Array, maxOctets = MAX_CERTIFICATE_OCTETS): DerNode {
  if (input.length > maxOctets) {
    throw new PkiError(
      'DerTooLarge',
      `${input.length} octets are more than the ${maxOctets} allowed here; give a single certificate or CRL in DER.`,
    );
  }
  const node = readNode(input, 0, input.length, 0);
  const trailing = input.length - node.bytes.length;
  if (trailing > 0) {
    throw new PkiError(
      'DerTrailingBytes',
      `${trailing} octets follow the end of the ${tagName(node.tag)} at offset ${node.bytes.length}; remove them.`,
    );
  }
  return node;
}

function readNode(input: Uint8Array, offset: number, limit: number, depth: number): DerNode {
  if (depth >= MAX_DEPTH) {
    throw new PkiError(
      'DerTooDeep',
      `offset ${offset} is nested more than ${MAX_DEPTH} levels deep; no certificate is.`,
    );
  }
  const { tag, contentStart, end } = readHeader(input, offset, limit);
  checkTag(tag, offset);
  const content = input.subarray(contentStart, end);
  if (!isConstructed(tag)) {
    checkPrimitive(tag, content, offset);
    return { tag, bytes: input.subarray(offset, end), content, children: NO_CHILDREN, offset };
  }
  const children: DerNode[] = [];
  for (let next = contentStart; next < end;) {
    const child = readNode(input, next, end, depth + 1);
    children.push(child);
    next += child.bytes.length;
  }
  if (tag === Tag.Set) checkSetOf(children, offset);
  return { tag, bytes: input.subarray(offset, end), content, children, offset };
}

function readHeader(input: Uint8Array, offset: number, limit: number): Header {
  const tag = octetAt(input, offset, limit);
  if ((tag & 0x1f) === 0x1f) {
    throw new PkiError('DerTag', `offset ${offset} has a long-form tag; certificates use tags 0 to 30 only.`);
  }
  const first = octetAt(input, offset + 1, limit);
  let length = first;
  let contentStart = offset + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) {
      throw new PkiError('DerLength', `offset ${offset} has an indefinite length (BER); convert the file to DER.`);
    }
    if (count > MAX_LENGTH_OCTETS) {
      throw new PkiError(
        'DerLength',
        `offset ${offset} has a length of ${count} octets; at most ${MAX_LENGTH_OCTETS} can occur.`,
      );
    }
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + octetAt(input, contentStart + i, limit);
    contentStart += count;
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new PkiError(
        'DerLength',
        `offset ${offset} spells length ${length} in ${count + 1} octets; DER takes the fewest.`,
      );
    }
  }
  if (length > limit - contentStart) {
    throw new PkiError(
      'DerTruncated',
      `offset ${offset} announces ${length} octets of which ${limit - contentStart} are there; the file is cut short or damaged, get it again.`,
    );
  }
  return { tag, contentStart, end: contentStart + length };
}

function octetAt(input: Uint8Array, offset: number, limit: number): number {
  const octet = offset < limit ? input[offset] : undefined;
  if (octet === undefined) {
    throw new PkiError(
      'DerTruncated',
      `the encoding ends at offset ${limit}, in the middle of a header; the file is cut short, get it again.`,
    );
  }
  return octet;
}

const UNIVERSAL: ReadonlySet<number> = new Set(Object.values(Tag));

/** Universal types in their DER form (primitive or constructed), and context tags; nothing else occurs in RFC 5280. */
function checkTag(tag: number, offset: number): void {
  if (!isContext(tag) && !UNIVERSAL.has(tag)) {
    throw new PkiError('DerTag', `offset ${offset} has ${tagName(tag)}, which no certificate or CRL contains.`);
  }
}

/** X.690 11.6 (ascending order of encodings); RFC 5280 has no set that may be empty, nor one that repeats a member. */
function checkSetOf(members: readonly DerNode[], offset: number): void {
  if (members.length === 0)
    throw new PkiError('DerSet', `offset ${offset} has an empty SET; at least one member is required.`);
  for (const [i, member] of members.entries()) {
    const previous = members[i - 1];
    if (previous !== undefined && Buffer.compare(previous.bytes, member.bytes) >= 0) {
      throw new PkiError(
        'DerSet',
        `offset ${member.offset}: members of a SET OF are not in ascending order (X.690 11.6).`,
      );
    }
  }
}

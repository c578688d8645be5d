import { isConstructed, Tag } from '../../../src/pki/der/tag.ts';

/** An encoding taken apart, to be put together again with something wrong in it. */
interface Part {
  tag: number;
  /** Of a constructed encoding, or of an OCTET STRING that holds one. */
  children: Part[] | undefined;
  content: Uint8Array;
  /** Writes the length; X.690 10.1 unless changed. */
  length: (octets: number) => number[];
}

/** Which change, where, and with what: numbers from a seeded source. */
export interface Mutation {
  readonly kind: number;
  readonly at: number;
  readonly value: number;
}

const shortest = (octets: number): number[] => {
  if (octets < 0x80) return [octets];
  return octets < 0x100 ? [0x81, octets] : [0x82, octets >> 8, octets & 0xff];
};

const LENGTHS: readonly ((octets: number) => number[])[] = [
  (octets) => [0x82, octets >> 8, octets & 0xff],
  (octets) => [0x83, 0, octets >> 8, octets & 0xff],
  (octets) => shortest(octets + 1),
  (octets) => shortest(Math.max(octets - 1, 0)),
  () => [0x80],
];

/** Parts of octets that are a row of encodings; undefined where they are not. */
function take(octets: Uint8Array): Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < octets.length;) {
    const tag = octets[at]!;
    let start = at + 2;
    let length = octets[at + 1] ?? 0xff;
    if (length > 0x82 || length === 0x80) return undefined;
    if (length > 0x80) {
      const count = length & 0x7f;
      length = octets.subarray(start, start + count).reduce((sum, octet) => sum * 256 + octet, 0);
      start += count;
    }
    const content = octets.subarray(start, start + length);
    if (content.length !== length) return undefined;
    const mayHold = isConstructed(tag) || tag === Tag.OctetString;
    parts.push({ tag, children: mayHold ? take(content) : undefined, content, length: shortest });
    at = start + length;
  }
  return parts;
}

function put({ tag, children, content, length }: Part): number[] {
  const octets = children === undefined ? [...content] : children.flatMap(put);
  return [tag, ...length(octets.length), ...octets];
}

/** Members of an encoding that is well formed in the outline, each with its header. */
export function membersOf(der: Uint8Array): readonly Uint8Array[] {
  return (take(der)?.[0]?.children ?? []).map((member) => Uint8Array.from(put(member)));
}

function flatten(part: Part, parent?: Part): { part: Part; parent: Part | undefined }[] {
  return [{ part, parent }, ...(part.children ?? []).flatMap((child) => flatten(child, part))];
}

/** One change of a DER encoding: of an octet, of an element, or of the way a length is written. All lengths around it stay right. */
export function mutateDer(der: Uint8Array, { kind, at, value }: Mutation): Uint8Array {
  const [root] = take(der) ?? [];
  if (root === undefined) throw new Error('only a well-formed encoding is taken apart');
  const all = flatten(root);
  const { part, parent } = all[at % all.length]!;
  const siblings = parent?.children;
  const index = siblings?.indexOf(part) ?? 0;
  const octet = value & 0xff;
  switch (kind % 9) {
    case 0:
      siblings?.splice(index, 1);
      break;
    case 1:
      siblings?.splice(index, 0, part);
      break;
    case 2:
      siblings?.splice(index, 1);
      siblings?.splice(value % (siblings.length + 1), 0, part);
      break;
    case 3:
      part.tag = octet;
      break;
    case 4:
      part.length = LENGTHS[value % LENGTHS.length]!;
      break;
    case 5:
      part.children = undefined;
      part.content = Uint8Array.from(part.content, (old, i) => (i === value % part.content.length ? octet : old));
      break;
    case 6:
      part.children = undefined;
      part.content = Uint8Array.of(...part.content, octet);
      break;
    case 7:
      part.children = undefined;
      part.content = Uint8Array.of(value & 1 ? 0 : octet, ...part.content);
      break;
    default:
      // As it is now: an element inserted into itself would have no end.
      siblings?.splice(index, 0, { ...all[value % all.length]!.part, children: undefined });
  }
  return Uint8Array.from(put(root));
}

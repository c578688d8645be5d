import { PkiError } from '../error.ts';

/** Arcs of 128 bits (UUID arcs, X.667) are the longest that are registered. */
const MAX_ARC_OCTETS = 19;

/** X.690 8.19: each arc in the fewest base-128 octets, the last one complete. */
export function checkObjectIdentifier(content: Uint8Array, offset: number): void {
  let arcStart = true;
  let arcOctets = 0;
  for (const octet of content) {
    arcOctets = arcStart ? 1 : arcOctets + 1;
    if ((arcStart && octet === 0x80) || arcOctets > MAX_ARC_OCTETS) {
      throw new PkiError(
        'DerObjectIdentifier',
        `offset ${offset}: OBJECT IDENTIFIER with an arc that is not minimal or too long.`,
      );
    }
    arcStart = octet < 0x80;
  }
  if (content.length === 0 || !arcStart) {
    throw new PkiError('DerObjectIdentifier', `offset ${offset}: OBJECT IDENTIFIER ends within an arc.`);
  }
}

/** Dotted form of content octets that {@link checkObjectIdentifier} accepts. */
export function objectIdentifierText(content: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const top = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(top, arc - top * 40n);
    } else {
      arcs.push(arc);
    }
    arc = 0n;
  }
  return arcs.join('.');
}

/** Content octets of a dotted object identifier. */
export function objectIdentifierOctets(text: string): Uint8Array {
  const [top, second, ...rest] = text.split('.').map(BigInt);
  if (top === undefined || second === undefined) throw new RangeError(`${text} is not an object identifier`);
  return Uint8Array.from([top * 40n + second, ...rest].flatMap(base128));
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

import type { Codec } from './codec.ts';
import { primitive, Refused } from './primitive.ts';

/** Bits of later versions keep their number. */
export type BitName<N extends string> = N | `bit${number}`;

const MAX_BITS = 256;

/**
 * BIT STRING with named bits, as the names of those set, in the order of the bits; `names` from bit 0.
 * DER leaves trailing zero bits out (X.690 11.2.2), which some senders forget: both are taken, the former is written.
 */
export function bits<const N extends string>(tag: number, names: readonly N[]): Codec<readonly BitName<N>[]> {
  const nameOf = (bit: number): BitName<N> => names[bit] ?? `bit${bit}`;
  return primitive<readonly BitName<N>[]>(
    tag,
    { kind: 'bits', names },
    {
      read(content) {
        const unused = content[0];
        if (unused === undefined || unused > 7 || (content.length === 1 && unused > 0)) {
          return new Refused('is a BIT STRING with wrong unused bits');
        }
        const count = (content.length - 1) * 8 - unused;
        if (count > MAX_BITS) return new Refused(`is a BIT STRING of ${count} bits; at most ${MAX_BITS}`);
        return Array.from({ length: count }, (_, bit) => bit)
          .filter((bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0)
          .map(nameOf);
      },
      write(value) {
        const set = value.map((name) => numberOf(names, name));
        const unknown = set.indexOf(undefined);
        if (unknown >= 0) return new Refused(`has no bit ${JSON.stringify(value[unknown])}`);
        return bitStringContent(set.filter((bit) => bit !== undefined));
      },
    },
  );
}

function numberOf(names: readonly string[], name: string): number | undefined {
  const bit = names.indexOf(name);
  if (bit >= 0) return bit;
  const digits = /^bit(0|[1-9][0-9]{0,2})$/.exec(name)?.[1];
  return digits !== undefined && Number(digits) < MAX_BITS ? Number(digits) : undefined;
}

function bitStringContent(set: readonly number[]): Uint8Array {
  if (set.length === 0) return Uint8Array.of(0);
  const highest = Math.max(...set);
  const content = new Uint8Array(2 + (highest >> 3));
  content[0] = 7 - (highest & 7);
  for (const bit of set) content[1 + (bit >> 3)]! |= 0x80 >> (bit & 7);
  return content;
}

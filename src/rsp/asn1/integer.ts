import { Tag } from '../tlv/tag.ts';
import type { Codec } from './codec.ts';
import { primitive, Refused } from './primitive.ts';

/** Octets of Number.MAX_SAFE_INTEGER and a leading zero. */
const MAX_OCTETS = 8;
/** Result codes and reasons: those of later versions are taken too. */
export const MAX_CODE = 255;

/** INTEGER from 0 to `max`, at most 2^53 - 1. A longer encoding than need be is taken. */
export function integer(tag: number = Tag.Integer, max = Number.MAX_SAFE_INTEGER): Codec<number> {
  return primitive(
    tag,
    { kind: 'integer', min: 0, max },
    {
      read(content) {
        const [first] = content;
        if (first === undefined) return new Refused('is an INTEGER without content');
        if (content.length > MAX_OCTETS)
          return new Refused(`is an INTEGER of ${content.length} octets; ${MAX_OCTETS} at most`);
        if (first >= 0x80) return new Refused('is negative');
        const value = content.reduce((sum, octet) => sum * 256 + octet, 0);
        return value > max ? new Refused(`is ${value}; at most ${max}`) : value;
      },
      write(value) {
        if (!Number.isSafeInteger(value) || value < 0 || value > max) {
          return new Refused(`is ${value}; it must be a whole number from 0 to ${max}`);
        }
        const content = [value % 256];
        for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) content.unshift(rest % 256);
        return Uint8Array.from((content[0] ?? 0) >= 0x80 ? [0, ...content] : content);
      },
    },
  );
}

/** INTEGER of named values, `0` to {@link MAX_CODE}; values of later versions have no name. */
export function code(tag: number = Tag.Integer): Codec<number> {
  return integer(tag, MAX_CODE);
}

/** Name of `value` in a table of codes; `undefined` for one that is not in it. */
export function codeName(names: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.entries(names).find(([, number]) => number === value)?.[0];
}

import { Tag } from '../tlv/tag.ts';
import type { Codec } from './codec.ts';
import { primitive, Refused } from './primitive.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
/** Of an address: no FQDN is longer than 253, a URL may be. */
export const MAX_ADDRESS_CHARACTERS = 1_024;

/** UTF8String of at most `max` characters (code points). */
export function text(tag: number = Tag.Utf8String, max = MAX_ADDRESS_CHARACTERS): Codec<string> {
  const check = (value: string) => {
    const length = Array.from(value).length;
    return length > max ? new Refused(`has ${length} characters; at most ${max}`) : value;
  };
  return primitive(
    tag,
    { kind: 'text', max },
    {
      read(content) {
        try {
          return check(decoder.decode(content));
        } catch {
          return new Refused('is not UTF-8');
        }
      },
      write(value) {
        if (!value.isWellFormed()) return new Refused('has a surrogate without its other half');
        const checked = check(value);
        return checked instanceof Refused ? checked : encoder.encode(checked);
      },
    },
  );
}

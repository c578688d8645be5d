import { Tag } from '../tlv/tag.ts';
import type { Codec } from './codec.ts';
import { primitive, Refused } from './primitive.ts';

/** BOOLEAN: any octet but 00 is TRUE (X.690 8.2.2); ff is written. */
export function boolean(tag: number = Tag.Boolean): Codec<boolean> {
  return primitive(
    tag,
    { kind: 'boolean' },
    {
      read: (content) =>
        content.length === 1 ? content[0] !== 0 : new Refused(`is a BOOLEAN of ${content.length} octets`),
      write: (value) => Uint8Array.of(value ? 0xff : 0x00),
    },
  );
}

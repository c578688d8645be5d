import type { Codec } from '../asn1/codec.ts';
import { pattern, type TextForm } from '../asn1/pattern.ts';
import { Tag } from '../tlv/tag.ts';

const form: TextForm = {
  pattern:
    /^(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\.(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])){2}$/,
  not: 'no version',
  toText: (content) => content.join('.'),
  toOctets: (text) => Uint8Array.from(text.split('.'), Number),
};

/** VersionType: major, minor and revision in an octet each, as `2.2.2`. */
export function version(tag: number = Tag.OctetString): Codec<string> {
  return pattern(tag, form, 3);
}

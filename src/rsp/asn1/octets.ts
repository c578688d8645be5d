import { Tag } from '../tlv/tag.ts';
import type { Codec } from './codec.ts';
import { primitive, Refused } from './primitive.ts';

export interface Size {
  readonly min: number;
  readonly max: number;
}

/** OCTET STRING of `size` octets: exactly, or between two bounds. */
export function octets(
  tag: number = Tag.OctetString,
  size: number | Size = { min: 0, max: 65_535 },
): Codec<Uint8Array> {
  const { min, max } = typeof size === 'number' ? { min: size, max: size } : size;
  const wanted = min === max ? `${min}` : `${min} to ${max}`;
  const check = (value: Uint8Array) =>
    value.length < min || value.length > max
      ? new Refused(`has ${value.length} octets; it must have ${wanted}`)
      : value;
  return primitive(tag, { kind: 'octets', min, max }, { read: check, write: check });
}

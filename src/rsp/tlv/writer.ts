import { tagOctets } from './tag.ts';

/** One element in DER: `tag` as one number (`0xbf38`), the shortest definite length, the parts one after the other. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concatenate(tlvHeader(tag, length), ...parts);
}

/** Identifier and length octets alone, for a content of `length` octets. */
export function tlvHeader(tag: number, length: number): Uint8Array {
  return Uint8Array.from([...tagOctets(tag), ...lengthOctets(length)]);
}

export function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

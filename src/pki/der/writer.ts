import { objectIdentifierOctets } from './objectIdentifier.ts';
import { contextConstructed, Tag } from './tag.ts';

/** Encodes one tag-length-value with the shortest definite length (X.690 10.1). */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Uint8Array.from([tag, ...lengthOctets(content.length), ...content]);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

export function sequence(...members: readonly Uint8Array[]): Uint8Array {
  return tlv(Tag.Sequence, ...members);
}

/** SET OF, members in ascending order (X.690 11.6). */
export function setOf(...members: readonly Uint8Array[]): Uint8Array {
  return tlv(Tag.Set, ...members.toSorted((a, b) => Buffer.compare(a, b)));
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(contextConstructed(number), ...parts);
}

export function objectIdentifier(text: string): Uint8Array {
  return tlv(Tag.ObjectIdentifier, objectIdentifierOctets(text));
}

/** Non-negative INTEGER. */
export function integer(value: bigint, tag: number = Tag.Integer): Uint8Array {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return tlv(tag, (octets[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : Uint8Array.of(), octets);
}

export function booleanTrue(tag: number = Tag.Boolean): Uint8Array {
  return tlv(tag, Uint8Array.of(0xff));
}

export function octetString(content: Uint8Array): Uint8Array {
  return tlv(Tag.OctetString, content);
}

export function bitString(octets: Uint8Array, unusedBits = 0): Uint8Array {
  return tlv(Tag.BitString, Uint8Array.of(unusedBits), octets);
}

export function text(tag: number, value: string): Uint8Array {
  return tlv(tag, Buffer.from(value, 'utf8'));
}

/** Time of Unix seconds between 1950 and 9999, in the form RFC 5280 4.1.2.5 gives its year. */
export function time(seconds: bigint): Uint8Array {
  const iso = new Date(Number(seconds) * 1000).toISOString();
  const digits = `${iso.slice(0, 19).replaceAll(/\D/g, '')}Z`;
  return iso < '2050' ? text(Tag.UtcTime, digits.slice(2)) : text(Tag.GeneralizedTime, digits);
}

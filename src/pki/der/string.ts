import { PkiError } from '../error.ts';
import { Tag, tagName } from './tag.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });
const latin1 = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');

/** Octets → text; `undefined` where the octets are outside the type's repertoire (X.680 clause 41). */
const decoders: ReadonlyMap<number, (octets: Uint8Array) => string | undefined> = new Map([
  [Tag.Utf8String, (octets) => orUndefined(() => utf8.decode(octets))],
  [Tag.NumericString, (octets) => matching(/^[0-9 ]*$/, latin1(octets))],
  [Tag.PrintableString, (octets) => matching(/^[A-Za-z0-9 '()+,\-./:=?]*$/, latin1(octets))],
  // T.61 shifts between character sets; like everybody else, this reads it as Latin-1.
  [Tag.TeletexString, latin1],
  [Tag.Ia5String, (octets) => matching(/^[\0-\x7f]*$/, latin1(octets))],
  [Tag.VisibleString, (octets) => matching(/^[\x20-\x7e]*$/, latin1(octets))],
  [Tag.UniversalString, (octets) => utf32(octets)],
  [Tag.BmpString, (octets) => bmp(octets)],
]);

export function isStringTag(tag: number): boolean {
  return decoders.has(tag);
}

/** Text of a string's content octets; refuses characters the string type does not have. */
export function decodeString(tag: number, content: Uint8Array, offset: number): string {
  const text = decoders.get(tag)?.(content);
  if (text === undefined) {
    throw new PkiError('DerString', `offset ${offset}: ${tagName(tag)} with octets outside its character set.`);
  }
  return text;
}

function matching(repertoire: RegExp, text: string): string | undefined {
  return repertoire.test(text) ? text : undefined;
}

function orUndefined(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** BMPString is UCS-2: no surrogates. */
function bmp(octets: Uint8Array): string | undefined {
  if (octets.length % 2 !== 0) return undefined;
  const text = orUndefined(() => utf16.decode(octets));
  return text === undefined || /[\ud800-\udfff]/.test(text) ? undefined : text;
}

function utf32(octets: Uint8Array): string | undefined {
  if (octets.length % 4 !== 0) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const points = Array.from({ length: octets.length / 4 }, (_, i) => view.getUint32(i * 4));
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))) return undefined;
  return points.map((point) => String.fromCodePoint(point)).join('');
}

import { PkiError } from '../error.ts';
import { hex } from '../hex.ts';
import { checkObjectIdentifier } from './objectIdentifier.ts';
import { isContext, Tag } from './tag.ts';
import { decodeString, isStringTag } from './string.ts';
import { decodeTime } from './time.ts';

/** Refuses content octets that are not the one DER form of a value of universal type `tag`. Context tags are the caller's to check. */
export function checkPrimitive(tag: number, content: Uint8Array, offset: number): void {
  if (isContext(tag)) return;
  if (tag === Tag.Boolean) checkBoolean(content, offset);
  else if (tag === Tag.Integer || tag === Tag.Enumerated) checkInteger(content, offset);
  else if (tag === Tag.BitString) checkBitString(content, offset);
  else if (tag === Tag.Null) checkNull(content, offset);
  else if (tag === Tag.ObjectIdentifier) checkObjectIdentifier(content, offset);
  else if (tag === Tag.UtcTime || tag === Tag.GeneralizedTime) decodeTime(tag, content, offset);
  else if (isStringTag(tag)) decodeString(tag, content, offset);
}

/** X.690 11.1: TRUE is 0xff. */
export function checkBoolean(content: Uint8Array, offset: number): void {
  if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) {
    throw new PkiError('DerBoolean', `offset ${offset}: BOOLEAN ${hex(content)} is neither 00 nor ff (X.690 11.1).`);
  }
}

/** X.690 8.3.2: at least one octet, and the first nine bits not all alike. */
export function checkInteger(content: Uint8Array, offset: number): void {
  const [first, second] = content;
  if (first === undefined) throw new PkiError('DerInteger', `offset ${offset}: an INTEGER without content octets.`);
  if (second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new PkiError('DerInteger', `offset ${offset}: INTEGER ${hex(content)} is not minimal (X.690 8.3.2).`);
  }
}

/** X.690 8.6.2 and 11.2.1: 0 to 7 unused bits, all zero; none without content. */
export function checkBitString(content: Uint8Array, offset: number): void {
  const unused = content[0];
  const last = content.at(-1) ?? 0;
  if (
    unused === undefined ||
    unused > 7 ||
    (content.length === 1 && unused !== 0) ||
    (content.length > 1 && (last & ((1 << unused) - 1)) !== 0)
  ) {
    throw new PkiError('DerBitString', `offset ${offset}: BIT STRING ${hex(content)} has wrong unused bits.`);
  }
}

function checkNull(content: Uint8Array, offset: number): void {
  if (content.length > 0)
    throw new PkiError('DerNull', `offset ${offset}: NULL with ${content.length} content octets.`);
}

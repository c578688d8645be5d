import { expect } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';

/** keyUsage (RFC 5280 4.2.1.3). */
export interface KeyUsage {
  readonly digitalSignature: boolean;
  readonly keyCertSign: boolean;
  readonly cRLSign: boolean;
  /** All nine bits: bit i of the number is bit i of the named list (0 digitalSignature, 5 keyCertSign, 6 cRLSign). */
  readonly bits: number;
}

/** digitalSignature (0) to decipherOnly (8). */
const NAMED_BITS = 9;

/** Bits of a named BIT STRING, also an implicitly tagged one; DER ends it with the last bit that is set (X.690 11.2.2). */
export function namedBits(content: Uint8Array, count: number, what: string): number {
  const octets = content.subarray(1);
  const length = octets.length * 8 - (content[0] ?? 0);
  const isSet = (i: number): boolean => (((octets[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) === 1;
  if (length > count) throw new PkiError('Extension', `${what} has ${length} bits, ${count} are defined.`);
  if (length > 0 && !isSet(length - 1)) {
    throw new PkiError('DerBitString', `${what} has trailing zero bits, which DER leaves out (X.690 11.2.2).`);
  }
  let bits = 0;
  for (let i = 0; i < length; i++) if (isSet(i)) bits |= 1 << i;
  return bits;
}

export function readKeyUsage(node: DerNode): KeyUsage {
  const bits = namedBits(expect(node, Tag.BitString, 'keyUsage').content, NAMED_BITS, 'keyUsage');
  if (bits === 0) throw new PkiError('KeyUsage', 'keyUsage allows nothing; at least one bit must be set.');
  return {
    digitalSignature: (bits & (1 << 0)) !== 0,
    keyCertSign: (bits & (1 << 5)) !== 0,
    cRLSign: (bits & (1 << 6)) !== 0,
    bits,
  };
}

/** Identifier octets (X.690 8.1.2) of the universal types that certificates and CRLs are made of. */
export const Tag = {
  Boolean: 0x01,
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  Null: 0x05,
  ObjectIdentifier: 0x06,
  Enumerated: 0x0a,
  Utf8String: 0x0c,
  NumericString: 0x12,
  PrintableString: 0x13,
  TeletexString: 0x14,
  Ia5String: 0x16,
  UtcTime: 0x17,
  GeneralizedTime: 0x18,
  VisibleString: 0x1a,
  UniversalString: 0x1c,
  BmpString: 0x1e,
  Sequence: 0x30,
  Set: 0x31,
} as const;

const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

/** `[number] IMPLICIT` of a primitive type. */
export function contextPrimitive(number: number): number {
  return CONTEXT | number;
}

/** `[number] EXPLICIT`, or `[number] IMPLICIT` of a constructed type. */
export function contextConstructed(number: number): number {
  return CONTEXT | CONSTRUCTED | number;
}

export function isConstructed(tag: number): boolean {
  return (tag & CONSTRUCTED) !== 0;
}

export function isContext(tag: number): boolean {
  return (tag & 0xc0) === CONTEXT;
}

/** For messages: `SEQUENCE`, `[3]`, `tag 0x4f`. */
export function tagName(tag: number): string {
  if (isContext(tag)) return `[${tag & 0x1f}]`;
  const name = Object.entries(Tag).find(([, value]) => value === tag)?.[0];
  return name ?? `tag 0x${tag.toString(16).padStart(2, '0')}`;
}

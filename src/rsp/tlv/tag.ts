/**
 * Identifier octets (X.690 8.1.2) as one number, most significant octet first: `0x30`, `0x9f70`, `0xbf38`.
 * These are the universal types that SGP.22 leaves untagged.
 */
export const Tag = {
  Boolean: 0x01,
  Integer: 0x02,
  OctetString: 0x04,
  ObjectIdentifier: 0x06,
  Utf8String: 0x0c,
  Sequence: 0x30,
} as const;

/** Application tags that SGP.22 takes from ISO/IEC 7816-6 and GlobalPlatform. */
export const ApplicationTag = {
  /** ISD-P AID. */
  Aid: 0x4f,
  /** ICCID, or the EID in GetEID. */
  Identifier: 0x5a,
  TagList: 0x5c,
  Signature: 0x5f37,
  PublicKey: 0x5f49,
} as const;

/** Three octets hold tag numbers to 16,383; SGP.22 has none above 118. */
export const MAX_TAG_OCTETS = 3;

const CONSTRUCTED = 0x20;

/** Identifier octets of `tag`. */
export function tagOctets(tag: number): number[] {
  const octets = [tag & 0xff];
  for (let rest = tag >>> 8; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return octets;
}

export function isConstructed(tag: number): boolean {
  return ((tagOctets(tag)[0] ?? 0) & CONSTRUCTED) !== 0;
}

/** For messages: `BF38`, `5A`. */
export function tagText(tag: number): string {
  return Buffer.from(tagOctets(tag)).toString('hex').toUpperCase();
}

import type { Value } from '../asn1/codec.ts';
import { octets } from '../asn1/octets.ts';
import { optional, sequence } from '../asn1/sequence.ts';

const members = {
  /** MCC and MNC in 3 octets as 3GPP TS 24.008 codes them: 001/01 is 00 F1 10. */
  mccMnc: octets(0x80, 3),
  gid1: optional(octets(0x81, { min: 0, max: 255 })),
  gid2: optional(octets(0x82, { min: 0, max: 255 })),
};

/** OperatorId, universal or with `tag`. */
export const operatorId = (tag?: number) => sequence(members, tag);
export type OperatorId = Value<ReturnType<typeof operatorId>>;

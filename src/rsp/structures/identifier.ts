import { choice } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { octets } from '../asn1/octets.ts';
import { pattern } from '../asn1/pattern.ts';
import { iccidForm } from '../iccid.ts';
import { ApplicationTag } from '../tlv/tag.ts';

/** 5A: ICCID, its digits without padding. */
export const Iccid = pattern(ApplicationTag.Identifier, iccidForm, 10);

/** 5A in GetEID: 32 decimal digits in 16 octets. Check digits are checked by `checkEid` of `pki`. */
export const Eid = pattern(
  ApplicationTag.Identifier,
  {
    pattern: /^[0-9]{32}$/,
    not: 'no EID',
    toText: (content) => Buffer.from(content).toString('hex'),
    toOctets: (digits) => Uint8Array.from(Buffer.from(digits, 'hex')),
  },
  16,
);

/** 4F: AID of an ISD-P. */
export const Aid = octets(ApplicationTag.Aid, { min: 1, max: 16 });

/** A profile, by its ISD-P or its ICCID. */
export const ProfileIdentifier = choice({ isdpAid: Aid, iccid: Iccid });
export type ProfileIdentifier = Value<typeof ProfileIdentifier>;

import { bits } from '../asn1/bits.ts';
import type { Value } from '../asn1/codec.ts';
import { list } from '../asn1/list.ts';
import { sequence } from '../asn1/sequence.ts';
import { operatorId } from './operator-id.ts';
import { pprIds } from './policy-rules.ts';

const TAG = 0xbf43;

/** ProfilePolicyAuthorisationRule (SGP.22 2.4.12): whose profiles may have which rules. */
export const ProfilePolicyAuthorisationRule = sequence({
  pprIds: pprIds(0x80),
  /** EE EE EE stands for any operator. */
  allowedOperators: list(operatorId(), 0xa1),
  pprFlags: bits(0x82, ['consentRequired']),
});
export type ProfilePolicyAuthorisationRule = Value<typeof ProfilePolicyAuthorisationRule>;

/** GetRAT (SGP.22 5.7.22). */
export const GetRatRequest = sequence({}, TAG);

export const GetRatResponse = sequence({ rat: list(ProfilePolicyAuthorisationRule, 0xa0) }, TAG);
export type GetRatResponse = Value<typeof GetRatResponse>;

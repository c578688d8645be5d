import type { Value } from '../asn1/codec.ts';
import { sequence } from '../asn1/sequence.ts';
import { challenge } from './session.ts';

const TAG = 0xbf2e;

/** GetEuiccChallenge (SGP.22 5.7.7). */
export const GetEuiccChallengeRequest = sequence({}, TAG);

export const GetEuiccChallengeResponse = sequence({ euiccChallenge: challenge(0x80) }, TAG);
export type GetEuiccChallengeResponse = Value<typeof GetEuiccChallengeResponse>;

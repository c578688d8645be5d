import type { Value } from '../asn1/codec.ts';
import { sequence } from '../asn1/sequence.ts';
import { ApplicationTag } from '../tlv/tag.ts';
import { Eid } from './identifier.ts';
import { TagList } from './tag-list.ts';

const TAG = 0xbf3e;

/** GetEID (SGP.22 5.7.20). */
export const GetEuiccDataRequest = sequence({ tagList: TagList }, TAG);
export type GetEuiccDataRequest = Value<typeof GetEuiccDataRequest>;

/** The only request of GetEuiccData there is: for the EID. */
export const EID_REQUEST: GetEuiccDataRequest = { tagList: [ApplicationTag.Identifier] };

export const GetEuiccDataResponse = sequence({ eidValue: Eid }, TAG);
export type GetEuiccDataResponse = Value<typeof GetEuiccDataResponse>;

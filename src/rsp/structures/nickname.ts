import type { Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { Iccid } from './identifier.ts';

const TAG = 0xbf29;

/** SetNickname (SGP.22 5.7.21): at most 64 characters; an empty one removes it. */
export const SetNicknameRequest = sequence({ iccid: Iccid, profileNickname: text(0x90, 64) }, TAG);
export type SetNicknameRequest = Value<typeof SetNicknameRequest>;

export const SetNicknameResult = { ok: 0, iccidNotFound: 1, undefinedError: 127 } as const;
export const SetNicknameResponse = sequence({ setNicknameResult: code(0x80) }, TAG);
export type SetNicknameResponse = Value<typeof SetNicknameResponse>;

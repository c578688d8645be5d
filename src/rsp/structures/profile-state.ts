import { boolean } from '../asn1/boolean.ts';
import { explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { sequence } from '../asn1/sequence.ts';
import { ProfileIdentifier } from './identifier.ts';

const ENABLE = 0xbf31;
const DISABLE = 0xbf32;
const DELETE = 0xbf33;

const selected = {
  profileIdentifier: explicit(0xa0, ProfileIdentifier),
  /** Whether the device is to be told by a REFRESH command. */
  refreshFlag: boolean(0x81),
};

/** EnableProfile (SGP.22 5.7.16). */
export const EnableProfileRequest = sequence(selected, ENABLE);
export type EnableProfileRequest = Value<typeof EnableProfileRequest>;

export const EnableResult = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  wrongProfileReenabling: 4,
  catBusy: 5,
  undefinedError: 127,
} as const;
export const EnableProfileResponse = sequence({ enableResult: code(0x80) }, ENABLE);
export type EnableProfileResponse = Value<typeof EnableProfileResponse>;

/** DisableProfile (SGP.22 5.7.17). */
export const DisableProfileRequest = sequence(selected, DISABLE);
export type DisableProfileRequest = Value<typeof DisableProfileRequest>;

export const DisableResult = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInEnabledState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  undefinedError: 127,
} as const;
export const DisableProfileResponse = sequence({ disableResult: code(0x80) }, DISABLE);
export type DisableProfileResponse = Value<typeof DisableProfileResponse>;

/** DeleteProfile (SGP.22 5.7.18). */
export const DeleteProfileRequest = explicit(DELETE, ProfileIdentifier);
export type DeleteProfileRequest = Value<typeof DeleteProfileRequest>;

export const DeleteResult = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  undefinedError: 127,
} as const;
export const DeleteProfileResponse = sequence({ deleteResult: code(0x80) }, DELETE);
export type DeleteProfileResponse = Value<typeof DeleteProfileResponse>;

import type { Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';

const GET = 0xbf3c;
const SET = 0xbf3f;

/** GetEuiccConfiguredAddresses (SGP.22 5.7.3). */
export const EuiccConfiguredAddressesRequest = sequence({}, GET);

/** FQDNs; without `defaultDpAddress` none is set. */
export const EuiccConfiguredAddressesResponse = sequence(
  { defaultDpAddress: optional(text(0x80)), rootDsAddress: text(0x81) },
  GET,
);
export type EuiccConfiguredAddressesResponse = Value<typeof EuiccConfiguredAddressesResponse>;

/** SetDefaultDpAddress (SGP.22 5.7.4); an empty address removes it. */
export const SetDefaultDpAddressRequest = sequence({ defaultDpAddress: text(0x80) }, SET);
export type SetDefaultDpAddressRequest = Value<typeof SetDefaultDpAddressRequest>;

export const SetDefaultDpAddressResult = { ok: 0, undefinedError: 127 } as const;
export const SetDefaultDpAddressResponse = sequence({ setDefaultDpAddressResult: code(0x80) }, SET);
export type SetDefaultDpAddressResponse = Value<typeof SetDefaultDpAddressResponse>;

import type { Value } from '../asn1/codec.ts';
import { octets } from '../asn1/octets.ts';
import { sequence } from '../asn1/sequence.ts';

/** ReplaceSessionKeys (SGP.22 5.5.4): the keys the profile is protected with, 16 octets each. */
export const ReplaceSessionKeysRequest = sequence(
  { initialMacChainingValue: octets(0x80, 16), ppkEnc: octets(0x81, 16), ppkCmac: octets(0x82, 16) },
  0xbf26,
);
export type ReplaceSessionKeysRequest = Value<typeof ReplaceSessionKeysRequest>;

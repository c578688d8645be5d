import type { Codec, Value } from '../asn1/codec.ts';
import { element, exact } from '../asn1/exact.ts';
import { list } from '../asn1/list.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { InitialiseSecureChannelRequest } from './initialise-secure-channel.ts';

/** Chips hold profiles of a few hundred kilobytes. */
export const MAX_PACKAGE_OCTETS = 4_194_304;

/** A protected segment: the whole element, tag and length included, as its MAC covers them. */
const segments = (tag: number, item: number): Codec<readonly Uint8Array[]> => list(element(item), tag);

/** BoundProfilePackage (SGP.22 2.5.4). */
export const BoundProfilePackage = {
  ...sequence(
    {
      initialiseSecureChannelRequest: exact(InitialiseSecureChannelRequest),
      /** 87: ConfigureISDP, encrypted. */
      firstSequenceOf87: segments(0xa0, 0x87),
      /** 88: StoreMetadata, with MAC only. */
      sequenceOf88: segments(0xa1, 0x88),
      /** 87: ReplaceSessionKeys, encrypted; without it the session keys continue. */
      secondSequenceOf87: optional(segments(0xa2, 0x87)),
      /** 86: the profile package, encrypted. */
      sequenceOf86: segments(0xa3, 0x86),
    },
    0xbf36,
  ),
  maxOctets: MAX_PACKAGE_OCTETS,
};
export type BoundProfilePackage = Value<typeof BoundProfilePackage>;

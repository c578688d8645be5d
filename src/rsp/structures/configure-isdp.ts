import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { objectIdentifier } from '../asn1/object-identifier.ts';
import { optional, sequence } from '../asn1/sequence.ts';

/** DpProprietaryData: kept by the chip and given back as it came, with what a server adds (128 octets at most, SGP.22 5.5.2). */
export const DpProprietaryData = sequence({ dpOid: objectIdentifier(0x80) }, 0xb8);
export type DpProprietaryData = Value<typeof DpProprietaryData>;

/** ConfigureISDP (SGP.22 5.5.2). */
export const ConfigureIsdpRequest = sequence({ dpProprietaryData: optional(exact(DpProprietaryData)) }, 0xbf24);
export type ConfigureIsdpRequest = Value<typeof ConfigureIsdpRequest>;

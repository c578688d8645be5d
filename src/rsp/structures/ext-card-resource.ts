import { Element } from '../tlv/element.ts';
import { tlv } from '../tlv/writer.ts';

/** Memory of a chip, in octets (ETSI TS 102 226 8.2.1.7.2). */
export interface ExtCardResource {
  readonly installedApplications: number;
  readonly freeNonVolatileMemory: number;
  readonly freeVolatileMemory: number;
}

/** Reads `extCardResource` of EUICCInfo2. What is absent or too long is 0. Throws RspError where it is not BER-TLV. */
export function readExtCardResource(octets: Uint8Array): ExtCardResource {
  const number = numbersIn(octets);
  return {
    installedApplications: number(0x81) ?? 0,
    freeNonVolatileMemory: number(0x82) ?? 0,
    freeVolatileMemory: number(0x83) ?? 0,
  };
}

/** Free non-volatile memory in `extCardResource`; `undefined` where the chip does not say it. Throws RspError where it is not BER-TLV. */
export function statedFreeMemory(octets: Uint8Array): number | undefined {
  return numbersIn(octets)(0x82);
}

/** Numbers of at most 6 octets, by their tag. */
function numbersIn(octets: Uint8Array): (tag: number) => number | undefined {
  const { children } = Element.read(tlv(0xa0, octets));
  return (tag) => {
    const content = children.find((child) => child.tag === tag)?.content;
    if (content === undefined || content.length === 0 || content.length > 6) return undefined;
    return content.reduce((sum, octet) => sum * 256 + octet, 0);
  };
}

/** Octets of `extCardResource`, numbers below 2^32: memory in 4 octets, the count in 1. */
export function writeExtCardResource(resource: ExtCardResource): Uint8Array {
  const fourOctets = (value: number) => {
    const octets = new Uint8Array(4);
    new DataView(octets.buffer).setUint32(0, value);
    return octets;
  };
  return Uint8Array.from([
    ...tlv(0x81, Uint8Array.of(resource.installedApplications & 0xff)),
    ...tlv(0x82, fourOctets(resource.freeNonVolatileMemory)),
    ...tlv(0x83, fourOctets(resource.freeVolatileMemory)),
  ]);
}

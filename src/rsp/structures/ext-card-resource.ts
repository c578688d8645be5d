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
  const { children } = Element.read(tlv(0xa0, octets));
  const number = (tag: number) => {
    const content = children.find((child) => child.tag === tag)?.content ?? new Uint8Array();
    return content.length > 6 ? 0 : content.reduce((sum, octet) => sum * 256 + octet, 0);
  };
  return {
    installedApplications: number(0x81),
    freeNonVolatileMemory: number(0x82),
    freeVolatileMemory: number(0x83),
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

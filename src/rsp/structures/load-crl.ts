import { choice, explicit } from '../asn1/choice.ts';
import type { Codec, Value } from '../asn1/codec.ts';
import { element } from '../asn1/exact.ts';
import { code, integer } from '../asn1/integer.ts';
import { list } from '../asn1/list.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { MAX_CRL_OCTETS } from '../../pki/der/node.ts';
import { Element } from '../tlv/element.ts';
import { Tag } from '../tlv/tag.ts';
import { tlv } from '../tlv/writer.ts';

const TAG = 0xbf35;
/** The CertificateList has an automatic tag here, as every member of a SEQUENCE without tags of its own. */
const CRL = 0xa0;
const HEADERS_OCTETS = 16;

const WholeCrl = element(Tag.Sequence, MAX_CRL_OCTETS);

/** A CRL in DER, which `parseCrl` of `pki` reads. It is written with its automatic tag; senders leave that out too. */
const CertificateList: Codec<Uint8Array> = {
  ...WholeCrl,
  tags: [CRL, Tag.Sequence],
  read: ({ content }) => tlv(Tag.Sequence, content),
  write(crl, path) {
    WholeCrl.write(crl, path);
    return tlv(CRL, Element.read(crl, MAX_CRL_OCTETS).content);
  },
};

/** LoadCRL (SGP.22 5.7.12). */
export const LoadCrlRequest = {
  ...sequence({ crl: CertificateList }, TAG),
  maxOctets: MAX_CRL_OCTETS + HEADERS_OCTETS,
};
export type LoadCrlRequest = Value<typeof LoadCrlRequest>;

export const LoadCrlResponseError = {
  invalidSignature: 1,
  invalidCRLFormat: 2,
  notEnoughMemorySpace: 3,
  verificationKeyNotFound: 4,
  fresherCrlAlreadyLoaded: 5,
  baseCrlMissing: 6,
  undefinedError: 127,
} as const;

const Part = sequence({ number: integer(0x80) });
const bareNumber = integer();

/** Number of a part: an INTEGER; version 2.0 had a SEQUENCE around it, which is taken too. */
const PartNumber: Codec<number> = {
  ...bareNumber,
  tags: [Tag.Integer, Tag.Sequence],
  read: (part, path) => (part.tag === Tag.Sequence ? Part.read(part, path).number : bareNumber.read(part, path)),
};

export const LoadCrlResponse = explicit(
  TAG,
  choice({
    /** Numbers of the parts of a segmented CRL that are still missing. */
    loadCRLResponseOk: sequence({ missingParts: optional(list(PartNumber, 0xa0)) }, 0xa0),
    loadCRLResponseError: code(0x81),
  }),
);
export type LoadCrlResponse = Value<typeof LoadCrlResponse>;

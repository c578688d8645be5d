import { concatenate } from '../tlv/writer.ts';
import { ApplicationTag, Tag } from '../tlv/tag.ts';
import { encode } from '../asn1/codec.ts';
import { element } from '../asn1/exact.ts';
import { octets } from '../asn1/octets.ts';

/** 5F37: r and s, 32 octets each, big endian (SGP.22 2.6.7.2); s is not normalised. */
export const Signature = octets(ApplicationTag.Signature, 64);

/** 5F49: a point as 04, x, y. */
export const PublicKey = octets(ApplicationTag.PublicKey, 65);

/** 04: SubjectKeyIdentifier of a CI key; SHA-1 in practice. */
export const SubjectKeyIdentifier = octets(Tag.OctetString, { min: 1, max: 32 });

/** An X.509 certificate in DER, which `parseCertificate` of `pki` reads. */
export const Certificate = element(Tag.Sequence);

/** `signed` and the signature before it, as SGP.22 5.7.5 chains them: what smdpSignature2 and euiccSignature2 are over. */
export function chainedSignatureInput(signed: Uint8Array, previousSignature: Uint8Array): Uint8Array {
  return concatenate(signed, encode(Signature, previousSignature));
}

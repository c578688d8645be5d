import { encode, type Codec, type Value } from '../asn1/codec.ts';
import { code } from '../asn1/integer.ts';
import { octets } from '../asn1/octets.ts';
import { primitive, Refused } from '../asn1/primitive.ts';
import { sequence } from '../asn1/sequence.ts';
import { Element } from '../tlv/element.ts';
import { ApplicationTag } from '../tlv/tag.ts';
import { concatenate } from '../tlv/writer.ts';
import { transactionId } from './session.ts';
import { PublicKey, Signature } from './signature.ts';

const TAG = 0xbf23;

/** Values of remoteOpId. */
export const RemoteOpId = { installBoundProfilePackage: 1 } as const;

/** Octet1 as a number. */
function octet(tag: number): Codec<number> {
  return primitive<number>(
    tag,
    { kind: 'integer', min: 0, max: 255 },
    {
      read: (content) =>
        content.length === 1 ? content[0]! : new Refused(`has ${content.length} octets; it must have 1`),
      write: (value) =>
        Number.isInteger(value) && value >= 0 && value <= 255 ? Uint8Array.of(value) : new Refused(`is ${value}`),
    },
  );
}

/** KeyType of AES and its length, the only ones of SGP.22 2.6.7.1. */
export const AES_KEY_TYPE = 0x88;
export const AES_KEY_LENGTH = 0x10;

/** ControlRefTemplate: what the session keys are for (GlobalPlatform); goes into their derivation. */
export const ControlRefTemplate = sequence(
  { keyType: octet(0x80), keyLen: octet(0x81), hostId: octets(0x84, { min: 1, max: 16 }) },
  0xa6,
);
export type ControlRefTemplate = Value<typeof ControlRefTemplate>;

const unsigned = {
  remoteOpId: code(0x82),
  transactionId: transactionId(),
  controlRefTemplate: ControlRefTemplate,
  smdpOtpk: PublicKey,
};

/** InitialiseSecureChannelRequest before it is signed: for {@link smdpSignInput} only. */
export const UnsignedInitialiseSecureChannel = sequence(unsigned, TAG);

/** InitialiseSecureChannelRequest (SGP.22 5.5.1); smdpSign is by the key of CERT.DPpb over {@link smdpSignInput}. */
export const InitialiseSecureChannelRequest = sequence({ ...unsigned, smdpSign: Signature }, TAG);
export type InitialiseSecureChannelRequest = Value<typeof InitialiseSecureChannelRequest>;

/**
 * What smdpSign is over: the members before it as they stand in `request` (an encoding, signed or not), then the chip's one-time key,
 * without an outer header (SGP.22 5.5.1). Throws RspError.
 */
export function smdpSignInput(request: Uint8Array, euiccOtpk: Uint8Array): Uint8Array {
  const members = Element.read(request).children;
  const end = members.findIndex(({ tag }) => tag === ApplicationTag.Signature);
  const signed = end < 0 ? members : members.slice(0, end);
  return concatenate(...signed.map(({ bytes }) => bytes), encode(PublicKey, euiccOtpk));
}

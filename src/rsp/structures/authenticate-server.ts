import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { code } from '../asn1/integer.ts';
import { sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { CtxParams1 } from './device-info.ts';
import { EuiccInfo2 } from './euicc-info.ts';
import { challenge, transactionId } from './session.ts';
import { Certificate, Signature, SubjectKeyIdentifier } from './signature.ts';

const TAG = 0xbf38;

/** ServerSigned1: signed by the key of CERT.DPauth or CERT.DSauth over its DER (SGP.22 5.7.13). */
export const ServerSigned1 = sequence({
  transactionId: transactionId(),
  euiccChallenge: challenge(0x81),
  serverAddress: text(0x83),
  serverChallenge: challenge(0x84),
});
export type ServerSigned1 = Value<typeof ServerSigned1>;

/** AuthenticateServer (SGP.22 5.7.13). */
export const AuthenticateServerRequest = sequence(
  {
    serverSigned1: exact(ServerSigned1),
    serverSignature1: Signature,
    euiccCiPKIdToBeUsed: SubjectKeyIdentifier,
    serverCertificate: Certificate,
    /** Goes into euiccSigned1 as it came. */
    ctxParams1: exact(CtxParams1),
  },
  TAG,
);
export type AuthenticateServerRequest = Value<typeof AuthenticateServerRequest>;

/** EuiccSigned1: signed by the chip over its DER. */
export const EuiccSigned1 = sequence({
  transactionId: transactionId(),
  serverAddress: text(0x83),
  serverChallenge: challenge(0x84),
  euiccInfo2: exact(EuiccInfo2),
  ctxParams1: exact(CtxParams1),
});
export type EuiccSigned1 = Value<typeof EuiccSigned1>;

export const AuthenticateErrorCode = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidOid: 5,
  euiccChallengeMismatch: 6,
  ciPKUnknown: 7,
  undefinedError: 127,
} as const;

const AuthenticateResponseOk = sequence(
  {
    euiccSigned1: exact(EuiccSigned1),
    euiccSignature1: Signature,
    euiccCertificate: Certificate,
    eumCertificate: Certificate,
  },
  0xa0,
);
export type AuthenticateResponseOk = Value<typeof AuthenticateResponseOk>;

export const AuthenticateServerResponse = explicit(
  TAG,
  choice({
    authenticateResponseOk: AuthenticateResponseOk,
    /** {@link AuthenticateErrorCode}. */
    authenticateResponseError: sequence({ transactionId: transactionId(), authenticateErrorCode: code() }, 0xa1),
  }),
);
export type AuthenticateServerResponse = Value<typeof AuthenticateServerResponse>;

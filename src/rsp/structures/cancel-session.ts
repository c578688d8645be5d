import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { code } from '../asn1/integer.ts';
import { objectIdentifier } from '../asn1/object-identifier.ts';
import { sequence } from '../asn1/sequence.ts';
import { transactionId } from './session.ts';
import { Signature } from './signature.ts';

const TAG = 0xbf41;

/** After postponed and timeout the order can be used again; after the others it ends. */
export const CancelSessionReason = {
  endUserRejection: 0,
  postponed: 1,
  timeout: 2,
  pprNotAllowed: 3,
  metadataMismatch: 4,
  loadBppExecutionError: 5,
  undefinedReason: 127,
} as const;

/** CancelSession (SGP.22 5.7.14). */
export const CancelSessionRequest = sequence({ transactionId: transactionId(), reason: code(0x81) }, TAG);
export type CancelSessionRequest = Value<typeof CancelSessionRequest>;

/** EuiccCancelSessionSigned: signed by the chip over its DER; smdpOid is that of CERT.DPauth. */
export const EuiccCancelSessionSigned = sequence({
  transactionId: transactionId(),
  smdpOid: objectIdentifier(0x81),
  reason: code(0x82),
});
export type EuiccCancelSessionSigned = Value<typeof EuiccCancelSessionSigned>;

export const CancelSessionResponseError = { invalidTransactionId: 5, undefinedError: 127 } as const;
export const CancelSessionResponse = explicit(
  TAG,
  choice({
    cancelSessionResponseOk: sequence(
      { euiccCancelSessionSigned: exact(EuiccCancelSessionSigned), euiccCancelSessionSignature: Signature },
      0xa0,
    ),
    cancelSessionResponseError: code(0x81),
  }),
);
export type CancelSessionResponse = Value<typeof CancelSessionResponse>;

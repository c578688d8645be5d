import { encodeExact } from '../../rsp/asn1/exact.ts';
import {
  CancelSessionRequest,
  CancelSessionResponse,
  CancelSessionResponseError,
  EuiccCancelSessionSigned,
} from '../../rsp/structures/cancel-session.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { PACKAGE_ENDED } from '../state/state.ts';
import { es10Command } from './command.ts';

/** CancelSession (SGP.22 5.7.14): ends the session, also within a package, of which nothing stays. */
export const cancelSession = es10Command(
  CancelSessionRequest,
  CancelSessionResponse,
  (context, request): CancelSessionResponse => {
    const { session } = context;
    const { transactionId, reason } = request;
    if (
      session === undefined ||
      session.phase === 'challenged' ||
      !sameOctets(session.server.transactionId, transactionId)
    ) {
      return { kind: 'cancelSessionResponseError', value: CancelSessionResponseError.invalidTransactionId };
    }
    const { oid, credential } = session.server;
    const signed = encodeExact(EuiccCancelSessionSigned, { transactionId, smdpOid: oid, reason });
    // A package that was being loaded was cancelled, not interrupted: its server learns it from this answer.
    if (session.phase === 'loading') context.memory.update(PACKAGE_ENDED);
    context.endSession();
    return {
      kind: 'cancelSessionResponseOk',
      value: { euiccCancelSessionSigned: signed, euiccCancelSessionSignature: credential.sign(signed.raw) },
    };
  },
);

import { parseCertificate } from '../../pki/certificate.ts';
import type { CancelSessionRequest, CancelSessionResponse } from '../../rsp/es9plus/cancel-session.ts';
import { Es9Error } from '../../rsp/es9plus/error.ts';
import { CancelSessionReason } from '../../rsp/structures/cancel-session.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import type { SmdpContext } from '../context.ts';
import { nextOrderState } from '../order/order-state.ts';
import { type Order, stateOf } from '../order/order.ts';
import { identityOf } from '../session/identity-of.ts';
import { advanced, type AuthenticatedSession, chipSession, transactionOctets } from '../session/session.ts';

/** Reasons after which the order can be used again. */
const KEEPS_ORDER: readonly number[] = [CancelSessionReason.postponed, CancelSessionReason.timeout];

/** Ends a session on the chip's word (SGP.22 5.6.5). Throws {@link Es9Error}; the session then goes on. */
export function cancelSession(
  context: SmdpContext,
  { transactionId, cancelSessionResponse }: CancelSessionRequest,
): CancelSessionResponse {
  const { store } = context;
  const session = chipSession(store, transactionId, ['Authenticated', 'Bound'], context.now());
  const { kind, value } = cancelSessionResponse.value;
  if (kind === 'cancelSessionResponseError') throw Es9Error.of('euiccRefused');
  const { euiccCancelSessionSigned: signed, euiccCancelSessionSignature: signature } = value;
  const { publicKey } = parseCertificate(session.euiccCertificate);
  if (!isSignatureOf(signed.raw, signature, publicKey)) throw Es9Error.of('euiccVerificationFailed');
  if (!sameOctets(signed.value.transactionId, transactionOctets(session))) throw Es9Error.of('transactionIdUnknown');
  if (signed.value.smdpOid !== identityOf(context, session).smdpOid) throw Es9Error.of('smdpOidInvalid');
  const { reason } = signed.value;
  store.transaction(() => {
    store.sessions.replace(advanced(session, 'end'));
    const order = store.orders.get(session.orderId);
    if (order !== undefined && !KEEPS_ORDER.includes(reason)) endOrder(context, session, order);
  });
  context.report({ kind: 'sessionCancelled', reason });
  return {};
}

/** An order whose package is bound to another session waits for the result of that one. */
function endOrder({ store }: SmdpContext, { transactionId }: AuthenticatedSession, order: Order): void {
  const { orderId } = order;
  const isBoundElsewhere =
    store.boundPackages.count({ orderId }) > store.boundPackages.count({ orderId, transactionId });
  const isOpen = order.state === 'Released' || order.state === 'Downloaded';
  if (!isOpen || isBoundElsewhere) return;
  store.orders.replace({ ...order, state: nextOrderState(stateOf(order), 'fail') });
  store.boundPackages.remove(orderId);
  store.preparedProfiles.remove(orderId);
}

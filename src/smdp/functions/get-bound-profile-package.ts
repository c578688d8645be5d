import { parseCertificate } from '../../pki/certificate.ts';
import { hashCc } from '../../rsp/bsp/confirmation-code.ts';
import { BspError } from '../../rsp/bsp/error.ts';
import { Es9Error } from '../../rsp/es9plus/error.ts';
import type {
  GetBoundProfilePackageRequest,
  GetBoundProfilePackageResponse,
} from '../../rsp/es9plus/get-bound-profile-package.ts';
import type { EuiccSigned2, PrepareDownloadResponse } from '../../rsp/structures/prepare-download.ts';
import { chainedSignatureInput } from '../../rsp/structures/signature.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import type { SmdpContext } from '../context.ts';
import { nextOrderState } from '../order/order-state.ts';
import { type Order, stateOf } from '../order/order.ts';
import { checkChip } from '../order/order-lookup.ts';
import { splitSegments } from '../profile/segments.ts';
import { identityOf } from '../session/identity-of.ts';
import { advanced, type AuthenticatedSession, chipSession, transactionOctets } from '../session/session.ts';
import { endingSession } from './ending-session.ts';

/**
 * Binds the order's profile to the chip's one-time key (SGP.22 5.6.2). The first key of a session counts: the same request gives the same
 * package, another key none. What is bound is kept before it leaves. Throws {@link Es9Error}.
 */
export async function getBoundProfilePackage(
  context: SmdpContext,
  { transactionId, prepareDownloadResponse }: GetBoundProfilePackageRequest,
): Promise<GetBoundProfilePackageResponse> {
  const session = chipSession(context.store, transactionId, ['Authenticated', 'Bound'], context.now());
  if (session.state === 'Bound') {
    const { euiccOtpk } = verifiedAnswer(session, prepareDownloadResponse.value);
    return { transactionId, boundProfilePackage: boundBefore(context, session, euiccOtpk) };
  }
  return endingSession(context, session, async () => {
    const euiccSigned2 = verifiedAnswer(session, prepareDownloadResponse.value);
    const order = orderOf(context, session);
    checkConfirmationCode(context, session, euiccSigned2);
    if (session.freeMemory !== undefined && session.freeMemory < order.profileOctets) {
      throw Es9Error.of('euiccMemoryInsufficient');
    }
    const { euiccOtpk } = euiccSigned2;
    const boundProfilePackage = await bindOrRenew(context, session, order, euiccOtpk);
    return { transactionId, boundProfilePackage: keep(context, transactionId, euiccOtpk, boundProfilePackage) };
  });
}

function verifiedAnswer(session: AuthenticatedSession, { kind, value }: PrepareDownloadResponse): EuiccSigned2 {
  if (kind === 'downloadResponseError') throw Es9Error.of('euiccRefused');
  const { euiccSigned2, euiccSignature2 } = value;
  const { publicKey } = parseCertificate(session.euiccCertificate);
  const signed = chainedSignatureInput(euiccSigned2.raw, session.smdpSignature2);
  const isOfSession =
    isSignatureOf(signed, euiccSignature2, publicKey) &&
    sameOctets(euiccSigned2.value.transactionId, transactionOctets(session));
  if (!isOfSession) throw Es9Error.of('euiccVerificationFailed');
  return euiccSigned2.value;
}

/** The session's order, as long as it can be bound to the session's chip. */
function orderOf(context: SmdpContext, { orderId, eid }: AuthenticatedSession): Order {
  const order = context.store.orders.get(orderId);
  if (order === undefined) throw Es9Error.of('matchingIdRefused');
  checkChip(context, order, eid);
  if (order.wrongConfirmationCodes >= context.limits.confirmationCodes) {
    throw Es9Error.of('confirmationCodeRetriesExceeded');
  }
  if (order.state !== 'Released' && order.state !== 'Downloaded') throw Es9Error.of('matchingIdRefused');
  if (order.expiresAt !== undefined && order.expiresAt < context.now()) throw Es9Error.of('orderExpired');
  return order;
}

/** Counts a wrong code before it is answered, so that requests at the same time get no more tries than one after the other. */
function checkConfirmationCode(
  context: SmdpContext,
  session: AuthenticatedSession,
  { hashCc: given }: EuiccSigned2,
): void {
  const { store, limits } = context;
  const failure = store.transaction(() => {
    const order = orderOf(context, session);
    if (order.confirmationCodeHash === undefined) return undefined;
    if (given === undefined) return 'confirmationCodeMissing';
    if (sameOctets(given, hashCc(order.confirmationCodeHash, transactionOctets(session)))) return undefined;
    const wrongConfirmationCodes = order.wrongConfirmationCodes + 1;
    const isLast = wrongConfirmationCodes >= limits.confirmationCodes;
    const state = isLast ? nextOrderState(stateOf(order), 'fail') : order.state;
    store.orders.replace({ ...order, wrongConfirmationCodes, state });
    if (isLast) store.preparedProfiles.remove(order.orderId);
    return isLast ? 'confirmationCodeRetriesExceeded' : 'confirmationCodeRefused';
  });
  if (failure !== undefined) throw Es9Error.of(failure);
}

async function bindOrRenew(
  context: SmdpContext,
  session: AuthenticatedSession,
  { orderId, metadata }: Order,
  euiccOtpk: Uint8Array,
): Promise<Uint8Array> {
  const { store, binder } = context;
  const binding = { identity: identityOf(context, session), transactionId: transactionOctets(session), euiccOtpk };
  const former = store.boundPackages.get(orderId);
  // Of this chip: `orderOf` refuses others.
  if (former !== undefined && sameOctets(former.euiccOtpk, euiccOtpk)) {
    context.report({ kind: 'packageRenewed' });
    return binder.renew(former.boundProfilePackage, binding);
  }
  const prepared = store.preparedProfiles.get(orderId);
  if (prepared === undefined) throw Es9Error.of('rebindingUnavailable');
  const profile = { segments: splitSegments(prepared.segments), sealedKeys: prepared.sealedKeys };
  try {
    const boundProfilePackage = await binder.bind({ ...binding, eid: session.eid, metadata, profile });
    context.report({ kind: 'packageBound' });
    return boundProfilePackage;
  } catch (error) {
    // The chip signed a one-time key that is no point of the curve.
    if (error instanceof BspError && error.code === 'PublicKey') throw Es9Error.of('euiccVerificationFailed');
    throw error;
  }
}

/** Writes down that the package leaves. Of two requests at the same time the first counts, and both get its package. */
function keep(
  context: SmdpContext,
  transactionId: Uint8Array,
  euiccOtpk: Uint8Array,
  boundProfilePackage: Uint8Array,
): Uint8Array {
  const { store } = context;
  return store.transaction(() => {
    const session = chipSession(store, transactionId, ['Authenticated', 'Bound'], context.now());
    if (session.state === 'Bound') return boundBefore(context, session, euiccOtpk);
    const order = orderOf(context, session);
    const { orderId } = order;
    store.orders.replace({ ...order, state: nextOrderState(stateOf(order), 'bind') });
    store.boundPackages.remove(orderId);
    store.boundPackages.insert({
      orderId,
      transactionId: session.transactionId,
      eid: session.eid,
      euiccOtpk,
      boundProfilePackage,
    });
    store.sessions.replace({ ...advanced(session, 'bind'), euiccOtpk });
    return boundProfilePackage;
  });
}

function boundBefore(context: SmdpContext, session: AuthenticatedSession, euiccOtpk: Uint8Array): Uint8Array {
  const bound = context.store.boundPackages.get(session.orderId);
  const isSame = bound?.transactionId === session.transactionId && sameOctets(bound.euiccOtpk, euiccOtpk);
  if (!isSame) throw Es9Error.of('rebindingUnavailable');
  context.report({ kind: 'packageRepeated' });
  return bound.boundProfilePackage;
}

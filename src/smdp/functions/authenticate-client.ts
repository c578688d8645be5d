import { createHash } from 'node:crypto';
import { decodeExact, encodeExact, type Exact } from '../../rsp/asn1/exact.ts';
import type { AuthenticateClientRequest, AuthenticateClientResponse } from '../../rsp/es9plus/authenticate-client.ts';
import { Es9Error } from '../../rsp/es9plus/error.ts';
import type { AuthenticateResponseOk, EuiccSigned1 } from '../../rsp/structures/authenticate-server.ts';
import { statedFreeMemory } from '../../rsp/structures/ext-card-resource.ts';
import { SmdpSigned2 } from '../../rsp/structures/prepare-download.ts';
import { StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import { chainedSignatureInput } from '../../rsp/structures/signature.ts';
import { RspError } from '../../rsp/error.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import { type ChipCertificate, verifyChipCertificate } from '../chip-certificate.ts';
import type { SmdpContext } from '../context.ts';
import type { SmdpIdentity } from '../keys/identity.ts';
import type { Order } from '../order/order.ts';
import { findOrder } from '../order/order-lookup.ts';
import { identityOf } from '../session/identity-of.ts';
import {
  advanced,
  type AuthenticatedSession,
  openSession,
  type Session,
  transactionOctets,
} from '../session/session.ts';
import { endingSession } from './ending-session.ts';

/**
 * Authenticates the chip and finds its order (SGP.22 5.6.3). The same request is answered the same way again; a failure ends the session.
 * Throws {@link Es9Error}.
 */
export async function authenticateClient(
  context: SmdpContext,
  { transactionId, authenticateServerResponse }: AuthenticateClientRequest,
): Promise<AuthenticateClientResponse> {
  const { store } = context;
  const authenticationHash = createHash('sha256').update(authenticateServerResponse.raw).digest();
  const session = openSession(store, transactionId, ['Initiated', 'Authenticated'], context.now());
  if (session.state === 'Authenticated') return repeated(context, session as AuthenticatedSession, authenticationHash);

  return endingSession(context, session, async () => {
    const { kind, value } = authenticateServerResponse.value;
    if (kind === 'authenticateResponseError') throw Es9Error.of('euiccRefused');
    const { euiccSigned1, euiccSignature1 } = value;
    const chip = authenticate(context, session, value);
    const { matchingId = '' } = euiccSigned1.value.ctxParams1.value.value;
    const order = eligibleOrder(context, chip.eid, euiccSigned1.value, matchingId);
    const identity = identityOf(context, session);
    const { smdpSigned2, smdpSignature2 } = await signed2(context, session, { order, chip, identity, euiccSignature1 });
    const authenticated: AuthenticatedSession = {
      ...advanced(session, 'authenticate'),
      authenticationHash,
      eid: chip.eid,
      euiccCertificate: chip.certificate.der,
      freeMemory: freeMemory(euiccSigned1.value),
      orderId: order.orderId,
      smdpSigned2: smdpSigned2.raw,
      smdpSignature2,
    };
    const winner = store.transaction(() => {
      const current = openSession(store, transactionId, ['Initiated', 'Authenticated'], context.now());
      if (current.state === 'Authenticated') return current as AuthenticatedSession;
      // Read again: another session of the order may have got further meanwhile.
      const { downloadAttempts, ...rest } = findOrder(context, chip.eid, matchingId);
      if (rest.orderId !== order.orderId) throw Es9Error.of('matchingIdRefused');
      store.orders.replace({ ...rest, downloadAttempts: downloadAttempts + 1 });
      store.sessions.replace(authenticated);
      return authenticated;
    });
    if (winner !== authenticated) return repeated(context, winner, authenticationHash);
    context.report({ kind: 'chipAuthenticated' });
    return answer(authenticated, order, identity);
  });
}

function repeated(context: SmdpContext, session: AuthenticatedSession, hash: Uint8Array): AuthenticateClientResponse {
  const order = context.store.orders.get(session.orderId);
  if (order === undefined || !sameOctets(session.authenticationHash, hash)) throw Es9Error.of('transactionIdUnknown');
  return answer(session, order, identityOf(context, session));
}

function answer(session: AuthenticatedSession, order: Order, { dpPb }: SmdpIdentity): AuthenticateClientResponse {
  return {
    transactionId: transactionOctets(session),
    profileMetadata: decodeExact(StoreMetadataRequest, order.metadata),
    smdpSigned2: decodeExact(SmdpSigned2, session.smdpSigned2),
    smdpSignature2: session.smdpSignature2,
    smdpCertificate: dpPb.der,
  };
}

function authenticate(context: SmdpContext, session: Session, response: AuthenticateResponseOk): ChipCertificate {
  const chip = verifyChipCertificate(response, context.trust, context.now());
  if (Buffer.from(chip.ci.subjectKeyIdentifier ?? []).toString('hex') !== session.ciPKId) {
    throw Es9Error.of('ciUnknown');
  }
  const { euiccSigned1, euiccSignature1 } = response;
  const { transactionId, serverAddress, serverChallenge } = euiccSigned1.value;
  const isOfSession =
    isSignatureOf(euiccSigned1.raw, euiccSignature1, chip.certificate.publicKey) &&
    sameOctets(transactionId, transactionOctets(session)) &&
    sameOctets(serverChallenge, session.serverChallenge) &&
    serverAddress === session.serverAddress;
  if (!isOfSession) throw Es9Error.of('euiccVerificationFailed');
  return chip;
}

function eligibleOrder(
  context: SmdpContext,
  eid: string,
  { euiccInfo2, ctxParams1 }: EuiccSigned1,
  matchingId: string,
): Order {
  const order = findOrder(context, eid, matchingId);
  const chip = { eid, euiccInfo2: euiccInfo2.value, ctxParams1: ctxParams1.value };
  if (!context.isEligible(order, chip)) throw Es9Error.of('profileNotEligible');
  return order;
}

interface ToSign {
  readonly order: Order;
  readonly chip: ChipCertificate;
  readonly identity: SmdpIdentity;
  readonly euiccSignature1: Uint8Array;
}

async function signed2(
  { store, keys }: SmdpContext,
  session: Session,
  { order, chip, identity, euiccSignature1 }: ToSign,
): Promise<{ smdpSigned2: Exact<SmdpSigned2>; smdpSignature2: Uint8Array }> {
  const bound = store.boundPackages.get(order.orderId);
  const smdpSigned2 = encodeExact(SmdpSigned2, {
    transactionId: transactionOctets(session),
    ccRequiredFlag: order.confirmationCodeHash !== undefined,
    // The chip is asked to take its former key again, so that the package that was bound can be.
    ...(bound?.eid === chip.eid && { bppEuiccOtpk: bound.euiccOtpk }),
  });
  const smdpSignature2 = await keys.sign(identity.dpPb, chainedSignatureInput(smdpSigned2.raw, euiccSignature1));
  return { smdpSigned2, smdpSignature2 };
}

/** Octets that the chip says it has free; `undefined` where it does not say, or says it in no way that is read. */
function freeMemory({ euiccInfo2 }: EuiccSigned1): number | undefined {
  try {
    return statedFreeMemory(euiccInfo2.value.extCardResource);
  } catch (error) {
    if (error instanceof RspError) return undefined;
    throw error;
  }
}

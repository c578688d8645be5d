import { parseCertificate } from '../../pki/certificate.ts';
import { Es9Error } from '../../rsp/es9plus/error.ts';
import type { HandleNotificationRequest } from '../../rsp/es9plus/handle-notification.ts';
import type { OtherSignedNotification } from '../../rsp/structures/notification.ts';
import { ErrorReason, type ProfileInstallationResult } from '../../rsp/structures/profile-installation-result.ts';
import { isSignatureOf } from '../../rsp/raw-signature.ts';
import { type ChipCertificate, verifyChipCertificate } from '../chip-certificate.ts';
import type { SmdpContext } from '../context.ts';
import type { IgnoredBecause, SmdpEvent } from '../event.ts';
import { nextOrderState } from '../order/order-state.ts';
import { stateOf } from '../order/order.ts';
import { identityOf } from '../session/identity-of.ts';
import { advanced, type AuthenticatedSession, transactionKey } from '../session/session.ts';

/** After these the profile is sound and the chip may fetch it again. */
const RETRYABLE: readonly number[] = [
  ErrorReason.installFailedDueToInsufficientMemoryForProfile,
  ErrorReason.installFailedDueToInterruption,
];

/**
 * Takes a chip's notification (SGP.22 5.6.4). Whoever sends it learns nothing of what became of it: what is forged, unknown or was taken
 * before is reported and ignored.
 */
export function handleNotification(context: SmdpContext, { pendingNotification }: HandleNotificationRequest): void {
  const { raw, value: notification } = pendingNotification;
  const event =
    notification.kind === 'profileInstallationResult'
      ? takeInstallationResult(context, notification.value, raw)
      : takeOther(context, notification.value, raw);
  context.report(event);
}

const ignored = (why: IgnoredBecause): SmdpEvent => ({ kind: 'notificationIgnored', why });

function takeInstallationResult(context: SmdpContext, result: ProfileInstallationResult, raw: Uint8Array): SmdpEvent {
  const { store } = context;
  const { profileInstallationResultData: data, euiccSignPIR } = result;
  const { transactionId, notificationMetadata, smdpOid, finalResult } = data.value;
  return store.transaction(() => {
    const session = store.sessions.get(transactionKey(transactionId)) as AuthenticatedSession | undefined;
    if (session?.state !== 'Bound') return ignored(session?.state === 'Ended' ? 'repeated' : 'unknownSession');
    const { publicKey } = parseCertificate(session.euiccCertificate);
    if (!isSignatureOf(data.raw, euiccSignPIR, publicKey)) return ignored('forged');
    if (smdpOid !== undefined && smdpOid !== identityOf(context, session).smdpOid) return ignored('otherServer');
    const order = store.orders.get(session.orderId);
    const { seqNumber, iccid } = notificationMetadata;
    if (order === undefined || (iccid !== undefined && iccid !== order.iccid)) return ignored('unknownProfile');
    const { orderId } = order;
    const isInstalled = finalResult.kind === 'successResult';
    // The session has one result; sequence numbers of chips that were reset begin again.
    const notificationId = `result of ${session.transactionId}`;
    keepNotification(context, { notificationId, eid: session.eid, kind: 'result', seqNumber, iccid: order.iccid }, raw);
    store.sessions.replace(advanced(session, 'end'));
    const state = stateOf(order);
    if (isInstalled) {
      if (state === 'Downloaded' || state === 'Error') {
        store.orders.replace({ ...order, state: nextOrderState(state, 'install') });
      }
      store.boundPackages.remove(orderId);
      store.preparedProfiles.remove(orderId);
      return { kind: 'profileInstalled' };
    }
    const { bppCommandId, errorReason } = finalResult.value;
    const isRetryable = RETRYABLE.includes(errorReason);
    // Only the session whose package was bound last speaks for the order: a later one may be under way with the chip.
    const isLast = store.boundPackages.count({ orderId, transactionId: session.transactionId }) > 0;
    if (state === 'Downloaded' && isLast) {
      store.orders.replace({ ...order, state: nextOrderState(state, isRetryable ? 'retry' : 'fail') });
      store.boundPackages.remove(orderId);
      if (!isRetryable) store.preparedProfiles.remove(orderId);
    }
    return { kind: 'installationFailed', bppCommandId, errorReason };
  });
}

function takeOther(context: SmdpContext, notification: OtherSignedNotification, raw: Uint8Array): SmdpEvent {
  const { store } = context;
  const chip = trustedChip(context, notification);
  if (chip === undefined) return ignored('untrusted');
  const { tbsOtherNotification: tbs, euiccNotificationSignature } = notification;
  if (!isSignatureOf(tbs.raw, euiccNotificationSignature, chip.certificate.publicKey)) return ignored('forged');
  const { eid } = chip;
  const { seqNumber, iccid } = tbs.value;
  if (iccid === undefined || store.notifications.count({ iccid, eid, kind: 'result' }) === 0) {
    return ignored('unknownProfile');
  }
  return store.transaction(() => {
    const notificationId = `${eid} ${seqNumber}`;
    if (store.notifications.count({ notificationId }) > 0) return ignored('repeated');
    const latest = store.notifications.greatest('seqNumber', { eid, kind: 'other' });
    if (latest !== undefined && latest > seqNumber) return ignored('outOfOrder');
    keepNotification(context, { notificationId, eid, kind: 'other', seqNumber, iccid }, raw);
    return { kind: 'notificationTaken' };
  });
}

function trustedChip(context: SmdpContext, sent: OtherSignedNotification): ChipCertificate | undefined {
  try {
    return verifyChipCertificate(sent, context.trust, context.now());
  } catch (error) {
    if (error instanceof Es9Error) return undefined;
    throw error;
  }
}

interface Kept {
  readonly notificationId: string;
  readonly eid: string;
  readonly kind: 'result' | 'other';
  readonly seqNumber: number;
  readonly iccid: string;
}

function keepNotification({ store, now }: SmdpContext, kept: Kept, pendingNotification: Uint8Array): void {
  store.notifications.insert({ ...kept, pendingNotification, receivedAt: now() });
}

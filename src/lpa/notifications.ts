import { ApduError } from '../rsp/apdu/error.ts';
import type { NotificationMetadata } from '../rsp/structures/notification.ts';
import type { Es10Channel } from './es10/call.ts';
import { listNotification, removeNotificationFromList, retrieveNotificationsList } from './es10/notifications.ts';
import { inTurns } from './es10/turns.ts';
import { LpaError } from './error.ts';
import type { Es9Plus } from './es9plus/es9plus.ts';
import { isExpected } from './expected.ts';

/** What became of the notifications of an eUICC. */
export interface NotificationReport {
  /** Accepted by their receivers and removed from the eUICC. */
  readonly sent: readonly NotificationMetadata[];
  /** Still on the eUICC, to be sent later. */
  readonly kept: readonly KeptNotification[];
  /** Why the eUICC could not be asked for all of them. */
  readonly failure?: Error;
}

export const NOTHING_SENT: NotificationReport = { sent: [], kept: [] };

export interface KeptNotification {
  readonly notification: NotificationMetadata;
  readonly why: LpaError;
}

export interface NotificationOptions {
  /** What is sent; all by default. */
  readonly filter?: (notification: NotificationMetadata) => boolean;
  /** Milliseconds after which no other notification is begun, 30,000 by default: users wait for it. */
  readonly limit?: number;
}

/**
 * Sends an eUICC's notifications to the addresses in them, to each address in the order of their numbers, and removes each once its
 * receiver accepted it (SGP.22 3.5). Of an address that does not accept one the later ones wait, so that no receiver sees events out of
 * order; no address waits for another. Rejects only where the eUICC does.
 */
export async function sendNotifications(
  es10: Es10Channel,
  es9Plus: Pick<Es9Plus, 'handleNotification'>,
  { filter = () => true, limit = 30_000 }: NotificationOptions = {},
): Promise<NotificationReport> {
  const end = performance.now() + limit;
  const channel = inTurns(es10);
  const pending = (await listNotification(channel)).filter(filter).toSorted(bySeqNumber);
  const byAddress = Map.groupBy(pending, ({ notificationAddress }) => notificationAddress.toLowerCase());
  const ended = await Promise.allSettled(byAddress.values().map((of) => sendInOrder(channel, es9Plus, of, end)));
  const reports = ended.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
  return {
    sent: reports.flatMap(({ sent }) => sent).toSorted(bySeqNumber),
    kept: reports.flatMap(({ kept }) => kept).toSorted((a, b) => bySeqNumber(a.notification, b.notification)),
  };
}

/** As {@link sendNotifications}, but what cannot be sent stays on the eUICC and stops nothing else: where it rejects, the report says so. */
export async function trySendNotifications(
  ...parameters: Parameters<typeof sendNotifications>
): Promise<NotificationReport> {
  try {
    return await sendNotifications(...parameters);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { ...NOTHING_SENT, failure: error };
  }
}

/** Sends those of one address until one is not accepted, or `end` of `performance.now()` has come. */
async function sendInOrder(
  es10: Es10Channel,
  es9Plus: Pick<Es9Plus, 'handleNotification'>,
  notifications: readonly NotificationMetadata[],
  end: number,
): Promise<NotificationReport> {
  for (const [index, notification] of notifications.entries()) {
    const why = performance.now() < end ? await send(es10, es9Plus, notification) : outOfTime();
    if (why === undefined) continue;
    const waiting = notifications.slice(index + 1).map((later) => ({ notification: later, why: notTried(why) }));
    return { sent: notifications.slice(0, index), kept: [{ notification, why }, ...waiting] };
  }
  return { sent: notifications, kept: [] };
}

/** Sends one and removes it; gives why it is still there. */
async function send(
  es10: Es10Channel,
  es9Plus: Pick<Es9Plus, 'handleNotification'>,
  { seqNumber, notificationAddress }: NotificationMetadata,
): Promise<LpaError | undefined> {
  try {
    // Nothing: it is gone, or of a kind that later versions added.
    const [pendingNotification] = await retrieveNotificationsList(es10, { kind: 'seqNumber', value: seqNumber });
    if (pendingNotification === undefined) return undefined;
    await es9Plus.handleNotification(notificationAddress, { pendingNotification });
    await removeNotificationFromList(es10, seqNumber);
    return undefined;
  } catch (error) {
    if (error instanceof LpaError) return error;
    if (error instanceof ApduError && error.code === 'Refused') {
      return new LpaError('EuiccResponse', 'The eUICC did not give or remove a notification. Try again later.', {
        cause: error,
      });
    }
    throw error;
  }
}

function outOfTime(): LpaError {
  return new LpaError('Timeout', 'The time for notifications is over. Send them later.');
}

function notTried(cause: LpaError): LpaError {
  return new LpaError(cause.code, 'It was not tried, since an earlier one to the same address was not accepted.', {
    cause,
  });
}

function bySeqNumber(one: NotificationMetadata, other: NotificationMetadata): number {
  return one.seqNumber - other.seqNumber;
}

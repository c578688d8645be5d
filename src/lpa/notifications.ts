import { ApduError } from '../rsp/apdu/error.ts';
import type { NotificationMetadata } from '../rsp/structures/notification.ts';
import type { Es10Channel } from './es10/call.ts';
import { listNotification, removeNotificationFromList, retrieveNotificationsList } from './es10/notifications.ts';
import { LpaError } from './error.ts';
import type { Es9Plus } from './es9plus/es9plus.ts';

/** What became of the notifications of an eUICC. */
export interface NotificationReport {
  /** Accepted by their receivers and removed from the eUICC. */
  readonly sent: readonly NotificationMetadata[];
  /** Still on the eUICC, to be sent later. */
  readonly kept: readonly { readonly notification: NotificationMetadata; readonly why: LpaError }[];
  /** Why the eUICC could not be asked for all of them. */
  readonly failure?: Error;
}

/** What is sent; all by default. */
export type NotificationFilter = (notification: NotificationMetadata) => boolean;

/**
 * Sends an eUICC's notifications to the addresses in them, in the order of their numbers, and removes each once its receiver accepted it
 * (SGP.22 3.5). Of an address that does not accept one the later ones wait, so that no receiver sees events out of order; others go on.
 * Rejects only where the eUICC does.
 */
export async function sendNotifications(
  es10: Es10Channel,
  es9Plus: Pick<Es9Plus, 'handleNotification'>,
  filter: NotificationFilter = () => true,
): Promise<NotificationReport> {
  const sent: NotificationMetadata[] = [];
  const kept: { notification: NotificationMetadata; why: LpaError }[] = [];
  const blocked = new Map<string, LpaError>();
  const pending = (await listNotification(es10)).filter(filter).toSorted((a, b) => a.seqNumber - b.seqNumber);
  for (const notification of pending) {
    const address = notification.notificationAddress.toLowerCase();
    const earlier = blocked.get(address);
    const why = earlier ?? (await send(es10, es9Plus, notification));
    if (why === undefined) sent.push(notification);
    else {
      blocked.set(address, why);
      kept.push({ notification, why });
    }
  }
  return { sent, kept };
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

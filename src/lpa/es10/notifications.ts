import type { Exact } from '../../rsp/asn1/exact.ts';
import type { NotificationEvent } from '../../rsp/structures/notification-event.ts';
import type { NotificationMetadata } from '../../rsp/structures/notification.ts';
import {
  DeleteNotificationStatus,
  ListNotificationRequest,
  ListNotificationResponse,
  NotificationSentRequest,
  NotificationSentResponse,
  NotificationsListResultError,
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
  type PendingNotification,
} from '../../rsp/structures/notifications-list.ts';
import { call, type Es10Channel } from './call.ts';
import { assertOk, EuiccError } from './result.ts';

/** ES10b.ListNotification (SGP.22 5.7.9): of these events, or all. Rejects with {@link EuiccError}. */
export async function listNotification(
  channel: Es10Channel,
  events?: NotificationEvent,
): Promise<readonly NotificationMetadata[]> {
  const name = 'ListNotification';
  const of = { name, request: ListNotificationRequest, response: ListNotificationResponse };
  const { kind, value } = await call(channel, of, events === undefined ? {} : { profileManagementOperation: events });
  if (kind === 'listNotificationsResultError') throw new EuiccError(name, value, { undefinedError: 127 });
  return value;
}

/** Which notifications are wanted. */
export type NotificationSearch = NonNullable<RetrieveNotificationsListRequest['searchCriteria']>;

/** ES10b.RetrieveNotificationsList (SGP.22 5.7.10): with their octets, as a server gets them; none: an empty list. Rejects with {@link EuiccError}. */
export async function retrieveNotificationsList(
  channel: Es10Channel,
  searchCriteria?: NotificationSearch,
): Promise<readonly Exact<PendingNotification>[]> {
  const name = 'RetrieveNotificationsList';
  const of = { name, request: RetrieveNotificationsListRequest, response: RetrieveNotificationsListResponse };
  const { kind, value } = await call(channel, of, searchCriteria === undefined ? {} : { searchCriteria });
  if (kind === 'notificationList') return value;
  if (value === NotificationsListResultError.noResultAvailable) return [];
  throw new EuiccError(name, value, NotificationsListResultError);
}

/**
 * ES10b.RemoveNotificationFromList (SGP.22 5.7.11): only once its receiver accepted it, the eUICC forgets it. One that is gone already
 * is no error. Rejects with {@link EuiccError}.
 */
export async function removeNotificationFromList(channel: Es10Channel, seqNumber: number): Promise<void> {
  const name = 'RemoveNotificationFromList';
  const of = { name, request: NotificationSentRequest, response: NotificationSentResponse };
  const { deleteNotificationStatus: status } = await call(channel, of, { seqNumber });
  if (status !== DeleteNotificationStatus.nothingToDelete) assertOk(name, status, DeleteNotificationStatus);
}

import { decode } from '../../rsp/asn1/codec.ts';
import { decodeExact } from '../../rsp/asn1/exact.ts';
import type { NotificationEvent } from '../../rsp/structures/notification-event.ts';
import {
  DeleteNotificationStatus,
  ListNotificationRequest,
  ListNotificationResponse,
  NotificationSentRequest,
  NotificationSentResponse,
  NotificationsListResultError,
  PendingNotification,
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
} from '../../rsp/structures/notifications-list.ts';
import type { NotificationMetadata } from '../../rsp/structures/notification.ts';
import type { PendingEntry } from '../state/state.ts';
import { es10Command } from './command.ts';

/** ListNotification (SGP.22 5.7.9). */
export const listNotification = es10Command(
  ListNotificationRequest,
  ListNotificationResponse,
  ({ memory }, request): ListNotificationResponse => {
    const filter = request.profileManagementOperation;
    const entries = memory.state.notifications.filter((entry) => filter === undefined || isOneOf(entry, filter));
    return { kind: 'notificationMetadataList', value: entries.map(metadataOfEntry) };
  },
);

/** RetrieveNotificationsList (SGP.22 5.7.10): the notifications as they were signed. They stay until NotificationSent. */
export const retrieveNotificationsList = es10Command(
  RetrieveNotificationsListRequest,
  RetrieveNotificationsListResponse,
  ({ memory }, { searchCriteria: criteria }): RetrieveNotificationsListResponse => {
    const entries = memory.state.notifications.filter((entry) => {
      if (criteria === undefined) return true;
      return criteria.kind === 'seqNumber' ? entry.seqNumber === criteria.value : isOneOf(entry, criteria.value);
    });
    if (entries.length === 0) {
      return { kind: 'notificationsListResultError', value: NotificationsListResultError.noResultAvailable };
    }
    return {
      kind: 'notificationList',
      value: entries.map(({ octets }) => decodeExact(PendingNotification, octets)),
    };
  },
);

/** NotificationSent (SGP.22 5.7.11). */
export const notificationSent = es10Command(
  NotificationSentRequest,
  NotificationSentResponse,
  ({ memory }, { seqNumber }) => {
    const { notifications } = memory.state;
    const rest = notifications.filter((entry) => entry.seqNumber !== seqNumber);
    if (rest.length === notifications.length) {
      return { deleteNotificationStatus: DeleteNotificationStatus.nothingToDelete };
    }
    memory.update({ notifications: rest });
    return { deleteNotificationStatus: DeleteNotificationStatus.ok };
  },
);

function isOneOf({ event }: PendingEntry, filter: NotificationEvent): boolean {
  return filter.includes(event);
}

function metadataOfEntry({ octets }: PendingEntry): NotificationMetadata {
  const notification = decode(PendingNotification, octets);
  return notification.kind === 'profileInstallationResult'
    ? notification.value.profileInstallationResultData.value.notificationMetadata
    : notification.value.tbsOtherNotification.value;
}

import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { code, integer } from '../asn1/integer.ts';
import { list } from '../asn1/list.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { notificationEvent } from './notification-event.ts';
import { NotificationMetadata, OtherSignedNotification } from './notification.ts';
import { ProfileInstallationResult } from './profile-installation-result.ts';

const LIST = 0xbf28;
const RETRIEVE = 0xbf2b;
const SENT = 0xbf30;

/** PendingNotification: what handleNotification of ES9+ carries. */
export const PendingNotification = choice({
  profileInstallationResult: ProfileInstallationResult,
  otherSignedNotification: OtherSignedNotification,
});
export type PendingNotification = Value<typeof PendingNotification>;

/** ListNotification (SGP.22 5.7.9); without a filter all events. */
export const ListNotificationRequest = sequence(
  { profileManagementOperation: optional(notificationEvent(0x81)) },
  LIST,
);
export type ListNotificationRequest = Value<typeof ListNotificationRequest>;

export const ListNotificationResponse = explicit(
  LIST,
  choice({
    notificationMetadataList: list(NotificationMetadata, 0xa0),
    listNotificationsResultError: code(0x81),
  }),
);
export type ListNotificationResponse = Value<typeof ListNotificationResponse>;

/** RetrieveNotificationsList (SGP.22 5.7.10). */
export const RetrieveNotificationsListRequest = sequence(
  {
    searchCriteria: optional(
      explicit(0xa0, choice({ seqNumber: integer(0x80), profileManagementOperation: notificationEvent(0x81) })),
    ),
  },
  RETRIEVE,
);
export type RetrieveNotificationsListRequest = Value<typeof RetrieveNotificationsListRequest>;

export const NotificationsListResultError = { noResultAvailable: 1, undefinedError: 127 } as const;

/** The notifications with their octets, to be sent on as they are; kinds of later versions are skipped. */
export const RetrieveNotificationsListResponse = explicit(
  RETRIEVE,
  choice({
    notificationList: list(exact(PendingNotification), 0xa0, 'skip'),
    notificationsListResultError: code(0x81),
  }),
);
export type RetrieveNotificationsListResponse = Value<typeof RetrieveNotificationsListResponse>;

/** NotificationSent (SGP.22 5.7.11): the server has the notification, the chip forgets it. */
export const NotificationSentRequest = sequence({ seqNumber: integer(0x80) }, SENT);
export type NotificationSentRequest = Value<typeof NotificationSentRequest>;

export const DeleteNotificationStatus = { ok: 0, nothingToDelete: 1, undefinedError: 127 } as const;
export const NotificationSentResponse = sequence({ deleteNotificationStatus: code(0x80) }, SENT);
export type NotificationSentResponse = Value<typeof NotificationSentResponse>;

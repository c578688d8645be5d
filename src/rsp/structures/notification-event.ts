import { bits } from '../asn1/bits.ts';
import type { Value } from '../asn1/codec.ts';

/** NotificationEvent: in a notification one bit, in a filter or configuration any of them. */
export const notificationEvent = (tag: number) =>
  bits(tag, ['notificationInstall', 'notificationEnable', 'notificationDisable', 'notificationDelete']);
export type NotificationEvent = Value<ReturnType<typeof notificationEvent>>;

import { exact } from '../asn1/exact.ts';
import { PendingNotification } from '../structures/notifications-list.ts';
import { body, type BodyValue } from './body.ts';
import { dataObject } from './field.ts';
import type { Es9Function } from './function.ts';

const request = {
  /** BF37 or 30 as the chip gave it. */
  pendingNotification: dataObject(exact(PendingNotification)),
};

export type HandleNotificationRequest = BodyValue<typeof request>;

/** ES9+.HandleNotification (SGP.22 5.6.4, 6.5.2.9): answered by HTTP 204 without a body. */
export const handleNotification: Es9Function<HandleNotificationRequest, void> = {
  name: 'handleNotification',
  request: body(request),
  response: undefined,
};

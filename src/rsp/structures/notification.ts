import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { integer } from '../asn1/integer.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { Iccid } from './identifier.ts';
import { notificationEvent } from './notification-event.ts';
import { Certificate, Signature } from './signature.ts';

/** NotificationMetadata (SGP.22 5.7.9). */
export const NotificationMetadata = sequence(
  {
    /** One counter for the whole chip, ascending. */
    seqNumber: integer(0x80),
    /** One event. */
    profileManagementOperation: notificationEvent(0x81),
    notificationAddress: text(),
    iccid: optional(Iccid),
  },
  0xbf2f,
);
export type NotificationMetadata = Value<typeof NotificationMetadata>;

/** OtherSignedNotification: of enabling, disabling or deleting; euiccNotificationSignature is by the chip over tbsOtherNotification. */
export const OtherSignedNotification = sequence({
  tbsOtherNotification: exact(NotificationMetadata),
  euiccNotificationSignature: Signature,
  euiccCertificate: Certificate,
  eumCertificate: Certificate,
});
export type OtherSignedNotification = Value<typeof OtherSignedNotification>;

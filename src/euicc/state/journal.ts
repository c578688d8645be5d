import { encode } from '../../rsp/asn1/codec.ts';
import { encodeExact, type Exact } from '../../rsp/asn1/exact.ts';
import type { NotificationEvent } from '../../rsp/structures/notification-event.ts';
import { NotificationMetadata, OtherSignedNotification } from '../../rsp/structures/notification.ts';
import type { EuiccCredential } from '../ecasd/credential.ts';
import type { Ecasd } from '../ecasd/ecasd.ts';
import { metadataOf } from '../profiles/metadata.ts';
import type { EuiccState, InstalledProfile, PendingEntry } from './state.ts';

type Event = NotificationEvent[number];

/** The members of a state that hold its notifications. */
export type Journal = Pick<EuiccState, 'nextSeqNumber' | 'notifications'>;

/** A journal with one more notification, made by `make` of its metadata; the counter never gives a number twice (SGP.22 5.7.9). */
export function withNotification(
  { nextSeqNumber, notifications }: Journal,
  entry: { readonly event: Event; readonly address: string; readonly iccid?: string | undefined },
  make: (metadata: NotificationMetadata) => Uint8Array,
): Journal {
  const { event, address, iccid } = entry;
  const octets = make({
    seqNumber: nextSeqNumber,
    profileManagementOperation: [event],
    notificationAddress: address,
    iccid,
  });
  const pending: PendingEntry = { seqNumber: nextSeqNumber, event, address, iccid, octets };
  return { nextSeqNumber: nextSeqNumber + 1, notifications: [...notifications, pending] };
}

/** A journal with a notification of `event` for every address that the profile's metadata names for it, but those in `told`. */
export function withNotificationsOf(
  { nextSeqNumber, notifications }: Journal,
  ecasd: Ecasd,
  profile: InstalledProfile,
  event: Event,
  told: readonly string[] = [],
): Journal {
  const credential = ecasd.credential(profile.ciPKId) ?? ecasd.credentials[0]!;
  const addresses = (metadataOf(profile).notificationConfigurationInfo ?? [])
    .filter(({ profileManagementOperation }) => profileManagementOperation.includes(event))
    .map(({ notificationAddress }) => notificationAddress);
  return [...new Set(addresses)]
    .filter((address) => !told.includes(address))
    .reduce<Journal>(
      (next, address) =>
        withNotification(next, { event, address, iccid: profile.iccid }, (metadata) =>
          otherSignedNotification(credential, encodeExact(NotificationMetadata, metadata)),
        ),
      // A whole state is a journal too: nothing else of it may come along.
      { nextSeqNumber, notifications },
    );
}

function otherSignedNotification(credential: EuiccCredential, metadata: Exact<NotificationMetadata>): Uint8Array {
  return encode(OtherSignedNotification, {
    tbsOtherNotification: metadata,
    euiccNotificationSignature: credential.sign(metadata.raw),
    euiccCertificate: credential.euiccCertificate.der,
    eumCertificate: credential.eumCertificate.der,
  });
}

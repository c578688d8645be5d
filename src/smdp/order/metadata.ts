import { encode } from '../../rsp/asn1/codec.ts';
import { RspError } from '../../rsp/error.ts';
import { ProfileClass, StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import type { NotificationEvent } from '../../rsp/structures/notification-event.ts';
import type { PprIds } from '../../rsp/structures/policy-rules.ts';
import { SmdpError } from '../error.ts';

/** What the user sees of a profile, and whom the chip tells of it. */
export interface ProfileDescription {
  readonly serviceProviderName: string;
  readonly profileName: string;
  /** Default: operational. */
  readonly profileClass?: keyof typeof ProfileClass | undefined;
  readonly icon?: { readonly type: number; readonly octets: Uint8Array } | undefined;
  /** MCC and MNC in 3 octets, and group identifiers. */
  readonly profileOwner?: StoreMetadataRequest['profileOwner'];
  readonly profilePolicyRules?: PprIds | undefined;
  /** Default: all. */
  readonly notificationEvents?: NotificationEvent | undefined;
}

const ALL_EVENTS: NotificationEvent = [
  'notificationInstall',
  'notificationEnable',
  'notificationDisable',
  'notificationDelete',
];

/** StoreMetadata of a profile, in DER; its notifications go to `address`. Throws {@link SmdpError} OrderValue. */
export function metadataOf(iccid: string, description: ProfileDescription, address: string): Uint8Array {
  const { profileClass = 'operational', icon, profileOwner, profilePolicyRules } = description;
  const events = description.notificationEvents ?? ALL_EVENTS;
  try {
    return encode(StoreMetadataRequest, {
      iccid,
      serviceProviderName: description.serviceProviderName,
      profileName: description.profileName,
      profileClass: ProfileClass[profileClass],
      ...(icon !== undefined && { iconType: icon.type, icon: icon.octets }),
      ...(events.length > 0 && {
        // One entry an event: chips look for the entry that has its bit.
        notificationConfigurationInfo: events.map((event) => ({
          profileManagementOperation: [event],
          notificationAddress: address,
        })),
      }),
      ...(profileOwner !== undefined && { profileOwner }),
      ...(profilePolicyRules !== undefined && { profilePolicyRules }),
    });
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new SmdpError('OrderValue', `The metadata of the profile cannot be written: ${cause.message}`, { cause });
  }
}

import type { Value } from '../asn1/codec.ts';
import { element } from '../asn1/exact.ts';
import { code } from '../asn1/integer.ts';
import { list } from '../asn1/list.ts';
import { octets } from '../asn1/octets.ts';
import { optional, sequence, withDefault } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { Iccid } from './identifier.ts';
import { notificationEvent } from './notification-event.ts';
import { operatorId } from './operator-id.ts';
import { pprIds } from './policy-rules.ts';

export const IconType = { jpg: 0, png: 1 } as const;
export const ProfileClass = { test: 0, provisioning: 1, operational: 2 } as const;

export const serviceProviderName = text(0x91, 32);
export const profileName = text(0x92, 64);
/** {@link IconType}. */
export const iconType = code(0x93);
/** 64 by 64 pixels, at most 1,024 octets. */
export const icon = octets(0x94, { min: 0, max: 1_024 });
/** {@link ProfileClass}. */
export const profileClass = code(0x95);
export const profileOwner = operatorId(0xb7);
export const profilePolicyRules = pprIds(0x99);

/** Who is told of which event. */
export const notificationConfigurationInfo = list(
  sequence({ profileManagementOperation: notificationEvent(0x80), notificationAddress: text(0x81) }),
  0xb6,
);

/** StoreMetadata (SGP.22 5.5.3), also profileMetadata of ES9+. */
export const StoreMetadataRequest = sequence(
  {
    iccid: Iccid,
    serviceProviderName,
    profileName,
    iconType: optional(iconType),
    icon: optional(icon),
    profileClass: withDefault(profileClass, ProfileClass.operational),
    notificationConfigurationInfo: optional(notificationConfigurationInfo),
    profileOwner: optional(profileOwner),
    profilePolicyRules: optional(profilePolicyRules),
    /** Access rules of Android's UICC carrier privileges: the whole element. */
    accessRules: optional(element(0xbf76)),
  },
  0xbf25,
);
export type StoreMetadataRequest = Value<typeof StoreMetadataRequest>;

/** UpdateMetadata (SGP.22 5.4.1): what is absent stays. */
export const UpdateMetadataRequest = sequence(
  {
    serviceProviderName: optional(serviceProviderName),
    profileName: optional(profileName),
    iconType: optional(iconType),
    icon: optional(icon),
    profilePolicyRules: optional(profilePolicyRules),
  },
  0xbf2a,
);
export type UpdateMetadataRequest = Value<typeof UpdateMetadataRequest>;

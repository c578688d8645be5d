import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { code } from '../asn1/integer.ts';
import { list } from '../asn1/list.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { text } from '../asn1/text.ts';
import { DpProprietaryData } from './configure-isdp.ts';
import { Aid, Iccid } from './identifier.ts';
import {
  icon,
  iconType,
  notificationConfigurationInfo,
  profileClass,
  profileName,
  profileOwner,
  profilePolicyRules,
  serviceProviderName,
} from './profile-metadata.ts';
import { TagList } from './tag-list.ts';

const TAG = 0xbf2d;

/** GetProfilesInfo (SGP.22 5.7.15); without criteria all profiles, without a tag list the default data. */
export const ProfileInfoListRequest = sequence(
  {
    searchCriteria: optional(explicit(0xa0, choice({ isdpAid: Aid, iccid: Iccid, profileClass }))),
    tagList: optional(TagList),
  },
  TAG,
);
export type ProfileInfoListRequest = Value<typeof ProfileInfoListRequest>;

export const ProfileState = { disabled: 0, enabled: 1 } as const;

/** Tags of ProfileInfo's members, for a tag list. */
export const ProfileInfoTag = {
  iccid: 0x5a,
  isdpAid: 0x4f,
  profileState: 0x9f70,
  profileNickname: 0x90,
  serviceProviderName: 0x91,
  profileName: 0x92,
  iconType: 0x93,
  icon: 0x94,
  profileClass: 0x95,
  notificationConfigurationInfo: 0xb6,
  profileOwner: 0xb7,
  dpProprietaryData: 0xb8,
  profilePolicyRules: 0x99,
} as const;

/** ProfileInfo: what was asked for and is there. Chips put it in any order. */
export const ProfileInfo = sequence(
  {
    iccid: optional(Iccid),
    isdpAid: optional(Aid),
    /** {@link ProfileState}. */
    profileState: optional(code(ProfileInfoTag.profileState)),
    profileNickname: optional(text(ProfileInfoTag.profileNickname, 64)),
    serviceProviderName: optional(serviceProviderName),
    profileName: optional(profileName),
    iconType: optional(iconType),
    icon: optional(icon),
    profileClass: optional(profileClass),
    notificationConfigurationInfo: optional(notificationConfigurationInfo),
    profileOwner: optional(profileOwner),
    dpProprietaryData: optional(exact(DpProprietaryData)),
    profilePolicyRules: optional(profilePolicyRules),
  },
  0xe3,
  'anyOrder',
);
export type ProfileInfo = Value<typeof ProfileInfo>;

export const ProfileInfoListError = { incorrectInputValues: 1, undefinedError: 127 } as const;
export const ProfileInfoListResponse = explicit(
  TAG,
  choice({ profileInfoListOk: list(ProfileInfo, 0xa0), profileInfoListError: code(0x81) }),
);
export type ProfileInfoListResponse = Value<typeof ProfileInfoListResponse>;

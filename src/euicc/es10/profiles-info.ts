import {
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  ProfileInfoTag,
  ProfileState,
  type ProfileInfo,
} from '../../rsp/structures/profile-info.ts';
import { SetNicknameRequest, SetNicknameResponse, SetNicknameResult } from '../../rsp/structures/nickname.ts';
import { DpProprietaryData } from '../../rsp/structures/configure-isdp.ts';
import { decodeExact } from '../../rsp/asn1/exact.ts';
import { findProfile } from '../profiles/find.ts';
import { metadataOf } from '../profiles/metadata.ts';
import type { InstalledProfile } from '../state/state.ts';
import { es10Command } from './command.ts';

/** What is told without a tag list (SGP.22 5.7.15). */
const DEFAULT_MEMBERS: readonly (keyof ProfileInfo)[] = [
  'iccid',
  'isdpAid',
  'profileState',
  'profileNickname',
  'serviceProviderName',
  'profileName',
  'iconType',
  'icon',
  'profileClass',
];

/** GetProfilesInfo (SGP.22 5.7.15): what a profile does not have, and tags that nobody knows, are left out. */
export const getProfilesInfo = es10Command(
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  ({ memory }, request): ProfileInfoListResponse => {
    const members = request.tagList === undefined ? DEFAULT_MEMBERS : membersOf(request.tagList);
    const found = selected(memory.state.profiles, request.searchCriteria);
    return { kind: 'profileInfoListOk', value: found.map((profile) => profileInfo(profile, members)) };
  },
);

export const setNickname = es10Command(SetNicknameRequest, SetNicknameResponse, ({ memory }, request) => {
  const { profiles } = memory.state;
  const profile = profiles.find(({ iccid }) => iccid === request.iccid);
  if (profile === undefined) return { setNicknameResult: SetNicknameResult.iccidNotFound };
  const nickname = request.profileNickname === '' ? undefined : request.profileNickname;
  memory.update({ profiles: profiles.map((other) => (other === profile ? { ...profile, nickname } : other)) });
  return { setNicknameResult: SetNicknameResult.ok };
});

function membersOf(tagList: readonly number[]): (keyof ProfileInfo)[] {
  return Object.entries(ProfileInfoTag)
    .filter(([, tag]) => tagList.includes(tag))
    .map(([name]) => name as keyof ProfileInfo);
}

function selected(
  profiles: readonly InstalledProfile[],
  criteria: ProfileInfoListRequest['searchCriteria'],
): readonly InstalledProfile[] {
  if (criteria === undefined) return profiles;
  if (criteria.kind === 'profileClass') {
    return profiles.filter((profile) => metadataOf(profile).profileClass === criteria.value);
  }
  const profile = findProfile(profiles, criteria);
  return profile === undefined ? [] : [profile];
}

function profileInfo(profile: InstalledProfile, members: readonly (keyof ProfileInfo)[]): ProfileInfo {
  const metadata = metadataOf(profile);
  const { dpProprietaryData } = profile;
  const all: ProfileInfo = {
    ...metadata,
    isdpAid: profile.isdpAid,
    profileState: profile.isEnabled ? ProfileState.enabled : ProfileState.disabled,
    profileNickname: profile.nickname,
    dpProprietaryData: dpProprietaryData && decodeExact(DpProprietaryData, dpProprietaryData),
  };
  return Object.fromEntries(members.map((name) => [name, all[name]]));
}

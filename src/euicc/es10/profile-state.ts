import {
  DeleteProfileRequest,
  DeleteProfileResponse,
  DeleteResult,
  DisableProfileRequest,
  DisableProfileResponse,
  DisableResult,
  EnableProfileRequest,
  EnableProfileResponse,
  EnableResult,
} from '../../rsp/structures/profile-state.ts';
import { findProfile } from '../profiles/find.ts';
import { hasPolicyRule, isTestProfile } from '../profiles/metadata.ts';
import { switchProfiles } from '../profiles/switch.ts';
import { withNotificationsOf } from '../state/journal.ts';
import type { EuiccState, InstalledProfile } from '../state/state.ts';
import { es10Command } from './command.ts';
import type { Es10Context } from './context.ts';

/**
 * EnableProfile (SGP.22 5.7.16). The profile that is enabled gives way, unless its ppr1 forbids it; a test profile takes its place
 * whatever it says, and only that profile, or another test profile, takes the place of the test profile.
 * The change takes effect at once; with the refresh flag the device is told by REFRESH, without it the device knows.
 */
export const enableProfile = es10Command(EnableProfileRequest, EnableProfileResponse, (context, request) => {
  const { state } = context.memory;
  const on = findProfile(state.profiles, request.profileIdentifier);
  const off = state.profiles.find(({ isEnabled }) => isEnabled);
  const result = on === undefined ? 'iccidOrAidNotFound' : whetherEnabled(state, on, off);
  if (result === 'ok') {
    const { beforeTest } = state;
    const replaced = off === undefined ? undefined : isTestProfile(off) ? beforeTest : off.iccid;
    const change = switchProfiles(state, context.ecasd, { off, on });
    context.memory.update({ ...change, beforeTest: isTestProfile(on!) ? replaced : undefined });
    if (request.refreshFlag) context.refresh();
  }
  return { enableResult: EnableResult[result] };
});

function whetherEnabled(
  { beforeTest }: EuiccState,
  on: InstalledProfile,
  off: InstalledProfile | undefined,
): keyof typeof EnableResult {
  if (on.isEnabled) return 'profileNotInDisabledState';
  if (off === undefined || isTestProfile(on)) return 'ok';
  if (isTestProfile(off)) return beforeTest === undefined || beforeTest === on.iccid ? 'ok' : 'wrongProfileReenabling';
  return hasPolicyRule(off, 'ppr1') ? 'disallowedByPolicy' : 'ok';
}

/** DisableProfile (SGP.22 5.7.17). The operational profile whose place a test profile took comes back. */
export const disableProfile = es10Command(DisableProfileRequest, DisableProfileResponse, (context, request) => {
  const { state } = context.memory;
  const off = findProfile(state.profiles, request.profileIdentifier);
  const result = off === undefined ? 'iccidOrAidNotFound' : whetherDisabled(off);
  if (result === 'ok') {
    const on = state.profiles.find(({ iccid }) => iccid === state.beforeTest);
    context.memory.update({ ...switchProfiles(state, context.ecasd, { off, on }), beforeTest: undefined });
    if (request.refreshFlag) context.refresh();
  }
  return { disableResult: DisableResult[result] };
});

function whetherDisabled(off: InstalledProfile): keyof typeof DisableResult {
  if (!off.isEnabled) return 'profileNotInEnabledState';
  return hasPolicyRule(off, 'ppr1') ? 'disallowedByPolicy' : 'ok';
}

/** DeleteProfile (SGP.22 5.7.18): profile, metadata and ISD-P are gone, its notifications stay until they were sent. */
export const deleteProfile = es10Command(DeleteProfileRequest, DeleteProfileResponse, (context, request) => {
  const profile = findProfile(context.memory.state.profiles, request);
  const result = profile === undefined ? 'iccidOrAidNotFound' : whetherDeleted(profile);
  if (result === 'ok') remove(context, profile!);
  return { deleteResult: DeleteResult[result] };
});

function whetherDeleted(profile: InstalledProfile): keyof typeof DeleteResult {
  if (profile.isEnabled) return 'profileNotInDisabledState';
  return hasPolicyRule(profile, 'ppr2') ? 'disallowedByPolicy' : 'ok';
}

function remove({ memory, ecasd }: Es10Context, profile: InstalledProfile): void {
  const { state } = memory;
  memory.update({
    profiles: state.profiles.filter((other) => other !== profile),
    beforeTest: state.beforeTest === profile.iccid ? undefined : state.beforeTest,
    ...withNotificationsOf(state, ecasd, profile, 'notificationDelete'),
  });
}

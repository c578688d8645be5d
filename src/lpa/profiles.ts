import type { ProfileIdentifier } from '../rsp/structures/identifier.ts';
import { ProfileInfoTag, ProfileState, type ProfileInfo } from '../rsp/structures/profile-info.ts';
import type { Es10Channel } from './es10/call.ts';
import {
  deleteProfile,
  disableProfile,
  enableProfile,
  euiccMemoryReset,
  getProfilesInfo,
  type ResetOptions,
} from './es10/es10c.ts';
import { LpaError } from './error.ts';
import type { Es9Plus } from './es9plus/es9plus.ts';
import { NOTHING_SENT, trySendNotifications, type NotificationReport } from './notifications.ts';

/** What a list of profiles shows; icons are asked for one by one. */
const LISTED: readonly number[] = [
  ProfileInfoTag.iccid,
  ProfileInfoTag.isdpAid,
  ProfileInfoTag.profileState,
  ProfileInfoTag.profileNickname,
  ProfileInfoTag.serviceProviderName,
  ProfileInfoTag.profileName,
  ProfileInfoTag.profileClass,
  ProfileInfoTag.profileOwner,
  ProfileInfoTag.profilePolicyRules,
];

/** The profiles of an eUICC (SGP.22 3.2). */
export function listProfiles(es10: Es10Channel): Promise<readonly ProfileInfo[]> {
  return getProfilesInfo(es10, { tagList: LISTED });
}

/** The one profile with this ICCID, ISD-P AID in hexadecimal, nickname or name. Throws {@link LpaError} `ProfileUnknown`. */
export function findProfile(profiles: readonly ProfileInfo[], wanted: string): ProfileInfo {
  const digits = wanted.toUpperCase();
  const exact = profiles.filter(
    ({ iccid, isdpAid }) => iccid === digits.replace(/F+$/, '') || aidText(isdpAid) === digits,
  );
  const named = profiles.filter((profile) => [profile.profileNickname, profile.profileName].includes(wanted));
  const [found, second] = exact.length > 0 ? exact : named;
  if (found === undefined || second !== undefined) {
    const how = found === undefined ? 'No profile has' : 'Several profiles have';
    throw new LpaError(
      'ProfileUnknown',
      `${how} this ICCID, AID or name. List the profiles and give the ICCID of one.`,
    );
  }
  return found;
}

/** What ES10c calls a listed profile. Throws {@link LpaError} `ProfileUnknown` for one of which the eUICC gave neither ICCID nor AID. */
export function identifierOf({ iccid, isdpAid }: ProfileInfo): ProfileIdentifier {
  if (iccid !== undefined) return { kind: 'iccid', value: iccid };
  if (isdpAid !== undefined) return { kind: 'isdpAid', value: isdpAid };
  throw new LpaError('ProfileUnknown', 'The eUICC gave neither ICCID nor AID of the profile.');
}

export function isEnabled({ profileState }: ProfileInfo): boolean {
  return profileState === ProfileState.enabled;
}

function aidText(aid: Uint8Array | undefined): string | undefined {
  return aid === undefined ? undefined : Buffer.from(aid).toString('hex').toUpperCase();
}

/** An eUICC that can be reset, as it is after its profiles changed: an `EuiccConnection`. */
export interface ResettableEuicc extends Es10Channel {
  restart(): Promise<void>;
}

/** Where notifications of a change go; undefined: they stay on the eUICC. */
export type NotificationTarget = Pick<Es9Plus, 'handleNotification'> | undefined;

/** A change of the profiles, with the notifications that waited sent before and those it makes sent after (SGP.22 3.2, 3.5). */
async function change(
  euicc: ResettableEuicc,
  target: NotificationTarget,
  act: () => Promise<void>,
  restarts: boolean,
): Promise<NotificationReport> {
  if (target !== undefined) await trySendNotifications(euicc, target);
  await act();
  if (restarts) await euicc.restart();
  return target === undefined ? NOTHING_SENT : trySendNotifications(euicc, target);
}

/** Enables a profile, and disables the one that was (SGP.22 3.2.1); the eUICC is reset. Rejects with EuiccError. */
export function enable(
  euicc: ResettableEuicc,
  target: NotificationTarget,
  profile: ProfileIdentifier,
  refreshFlag = true,
): Promise<NotificationReport> {
  return change(euicc, target, () => enableProfile(euicc, profile, refreshFlag), true);
}

/** Disables a profile (SGP.22 3.2.2); the eUICC is reset. Rejects with EuiccError. */
export function disable(
  euicc: ResettableEuicc,
  target: NotificationTarget,
  profile: ProfileIdentifier,
  refreshFlag = true,
): Promise<NotificationReport> {
  return change(euicc, target, () => disableProfile(euicc, profile, refreshFlag), true);
}

/** Deletes a disabled profile, for good (SGP.22 3.2.3). Rejects with EuiccError. */
export function remove(
  euicc: ResettableEuicc,
  target: NotificationTarget,
  profile: ProfileIdentifier,
): Promise<NotificationReport> {
  return change(euicc, target, () => deleteProfile(euicc, profile), false);
}

/** Deletes all of a kind (SGP.22 3.2.5); the eUICC is reset. Rejects with EuiccError. */
export function resetMemory(
  euicc: ResettableEuicc,
  target: NotificationTarget,
  options: ResetOptions,
): Promise<NotificationReport> {
  return change(euicc, target, () => euiccMemoryReset(euicc, options), true);
}

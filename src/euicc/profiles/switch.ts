import type { Ecasd } from '../ecasd/ecasd.ts';
import { withNotificationsOf, type Journal } from '../state/journal.ts';
import type { EuiccState, InstalledProfile } from '../state/state.ts';

/** What enabling and disabling change: profiles and journal. */
export type Switched = Pick<EuiccState, 'profiles'> & Journal;

/**
 * Disables one profile and enables another, either may be missing, with the notifications that their metadata ask for in that order
 * (SGP.22 3.2.1, 3.2.2).
 */
export function switchProfiles(
  state: EuiccState,
  ecasd: Ecasd,
  { off, on }: { readonly off: InstalledProfile | undefined; readonly on: InstalledProfile | undefined },
): Switched {
  const profiles = state.profiles.map((profile) => {
    if (profile !== off && profile !== on) return profile;
    return { ...profile, isEnabled: profile === on };
  });
  let journal: Journal = { nextSeqNumber: state.nextSeqNumber, notifications: state.notifications };
  if (off !== undefined) journal = withNotificationsOf(journal, ecasd, off, 'notificationDisable');
  if (on !== undefined) journal = withNotificationsOf(journal, ecasd, on, 'notificationEnable');
  return { profiles, ...journal };
}

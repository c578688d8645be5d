import type { ProfileIdentifier } from '../../rsp/structures/identifier.ts';
import { sameOctets } from '../../rsp/same-octets.ts';
import type { InstalledProfile } from '../state/state.ts';

/** The profile with this ICCID or in this ISD-P. */
export function findProfile(
  profiles: readonly InstalledProfile[],
  identifier: ProfileIdentifier,
): InstalledProfile | undefined {
  return identifier.kind === 'iccid'
    ? profiles.find(({ iccid }) => iccid === identifier.value)
    : profiles.find(({ isdpAid }) => sameOctets(isdpAid, identifier.value));
}

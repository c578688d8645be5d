import { decode } from '../../rsp/asn1/codec.ts';
import { ProfileClass, StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import type { InstalledProfile } from '../state/state.ts';

/** Metadata of a profile that is installed: it was read once when it came. */
export function metadataOf({ metadata }: InstalledProfile): StoreMetadataRequest {
  return decode(StoreMetadataRequest, metadata);
}

export function isTestProfile(profile: InstalledProfile): boolean {
  return metadataOf(profile).profileClass === ProfileClass.test;
}

export function isOperationalProfile(profile: InstalledProfile): boolean {
  return metadataOf(profile).profileClass === ProfileClass.operational;
}

/** ppr1: it cannot be disabled. ppr2: it cannot be deleted (SGP.22 2.9.1). */
export function hasPolicyRule(profile: InstalledProfile, rule: 'ppr1' | 'ppr2'): boolean {
  return metadataOf(profile).profilePolicyRules?.includes(rule) ?? false;
}

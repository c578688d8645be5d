import { decode } from '../../rsp/asn1/codec.ts';
import { RspError } from '../../rsp/error.ts';
import { ProfileClass, StoreMetadataRequest } from '../../rsp/structures/profile-metadata.ts';
import type { EuiccProperties } from '../properties.ts';
import { isOperationalProfile } from '../profiles/metadata.ts';
import { isPolicyAuthorised } from '../profiles/policy.ts';
import type { EuiccState } from '../state/state.ts';
import { InstallationFault } from './fault.ts';

/**
 * StoreMetadata, if this chip takes a profile with it: readable, of a class it has, not installed already, and with policy rules that are
 * neither forbidden nor missing from the Rules Authorisation Table; ppr1 only where no other operational profile is (SGP.22 5.5.3, 2.9.3).
 * Throws {@link InstallationFault}.
 */
export function acceptedMetadata(
  octets: Uint8Array,
  properties: EuiccProperties,
  { profiles }: EuiccState,
): StoreMetadataRequest {
  const metadata = readMetadata(octets);
  const { profileClass, iccid, profilePolicyRules = [], profileOwner } = metadata;
  const { rspCapability, forbiddenProfilePolicyRules: forbidden = [], rulesAuthorisationTable } = properties;
  const classes: readonly number[] = Object.values(ProfileClass);
  const isSupportedTest = profileClass !== ProfileClass.test || rspCapability.includes('testProfileSupport');
  if (!classes.includes(profileClass) || !isSupportedTest) throw new InstallationFault('unsupportedProfileClass');
  if (profiles.some((profile) => profile.iccid === iccid)) {
    throw new InstallationFault('installFailedDueToIccidAlreadyExistsOnEuicc');
  }
  for (const rule of profilePolicyRules) {
    if (rule === 'pprUpdateControl') continue;
    const isAlone = rule !== 'ppr1' || !profiles.some(isOperationalProfile);
    if (forbidden.includes(rule) || !isAlone || !isPolicyAuthorised(rulesAuthorisationTable, rule, profileOwner)) {
      throw new InstallationFault('pprNotAllowed');
    }
  }
  return metadata;
}

function readMetadata(octets: Uint8Array): StoreMetadataRequest {
  try {
    const metadata = decode(StoreMetadataRequest, octets);
    if (metadata.icon !== undefined && metadata.iconType === undefined) {
      throw new InstallationFault('incorrectInputValues');
    }
    return metadata;
  } catch (cause) {
    if (!(cause instanceof RspError)) throw cause;
    throw new InstallationFault('incorrectInputValues', { cause });
  }
}

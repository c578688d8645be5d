import type { EuiccInfo2 } from '../rsp/structures/euicc-info.ts';
import { writeExtCardResource } from '../rsp/structures/ext-card-resource.ts';
import type { Ecasd } from './ecasd/ecasd.ts';
import type { EuiccProperties } from './properties.ts';
import type { NonVolatileMemory } from './state/memory.ts';
import type { EuiccState } from './state/state.ts';

interface Chip {
  readonly ecasd: Ecasd;
  readonly properties: EuiccProperties;
  readonly memory: NonVolatileMemory;
}

/** EUICCInfo2 as it is now (SGP.22 5.7.8). */
export function euiccInfo2({ ecasd, properties, memory }: Chip): EuiccInfo2 {
  return {
    profileVersion: properties.profileVersion,
    svn: properties.svn,
    euiccFirmwareVer: properties.firmwareVersion,
    extCardResource: writeExtCardResource({
      installedApplications: memory.state.profiles.length,
      freeNonVolatileMemory: freeMemory(properties, memory.state),
      freeVolatileMemory: properties.volatileMemory,
    }),
    uiccCapability: properties.uiccCapability,
    ts102241Version: properties.ts102241Version,
    globalplatformVersion: properties.globalplatformVersion,
    rspCapability: properties.rspCapability,
    euiccCiPKIdListForVerification: ecasd.verificationKeyIds,
    euiccCiPKIdListForSigning: ecasd.signingKeyIds,
    euiccCategory: properties.category,
    forbiddenProfilePolicyRules: properties.forbiddenProfilePolicyRules,
    ppVersion: properties.ppVersion,
    sasAcreditationNumber: properties.sasAccreditationNumber,
  };
}

/** Octets left for profiles. */
export function freeMemory({ nonVolatileMemory }: EuiccProperties, { profiles }: EuiccState): number {
  const used = profiles.reduce((sum, { profilePackage, metadata }) => sum + profilePackage.length + metadata.length, 0);
  return Math.max(0, nonVolatileMemory - used);
}

import { codeName } from '../../rsp/asn1/integer.ts';
import type { Exact } from '../../rsp/asn1/exact.ts';
import {
  BppCommandId,
  ErrorReason,
  type ProfileInstallationResult,
} from '../../rsp/structures/profile-installation-result.ts';
import { LpaError } from '../error.ts';
import type { InstalledProfile } from './state.ts';

/** The eUICC refused or lost a package: at which command and why (SGP.22 2.5.6). */
export class InstallationError extends LpaError {
  override readonly name = 'InstallationError';
  /** Value of BppCommandId. */
  readonly bppCommandId: number;
  /** Value of ErrorReason. */
  readonly errorReason: number;

  constructor(bppCommandId: number, errorReason: number) {
    const command = codeName(BppCommandId, bppCommandId) ?? `command ${bppCommandId}`;
    const reason = codeName(ErrorReason, errorReason) ?? `reason ${errorReason}`;
    const remedy = REMEDIES[errorReason] ?? 'Ask the operator; the server knows the result.';
    super('InstallationFailed', `The eUICC did not install the profile: ${reason} at ${command}. ${remedy}`);
    this.bppCommandId = bppCommandId;
    this.errorReason = errorReason;
  }
}

const REMEDIES: Readonly<Record<number, string>> = {
  [ErrorReason.installFailedDueToIccidAlreadyExistsOnEuicc]: 'The profile is on the eUICC already; list the profiles.',
  [ErrorReason.installFailedDueToInsufficientMemoryForProfile]: 'Delete a profile, then download it again.',
  [ErrorReason.installFailedDueToInterruption]: 'Download it again.',
};

/** The profile that a result says was installed. Throws {@link InstallationError}. */
export function assertInstalled(result: Exact<ProfileInstallationResult>): Omit<InstalledProfile, 'notifications'> {
  const { finalResult, notificationMetadata } = result.value.profileInstallationResultData.value;
  if (finalResult.kind === 'errorResult') {
    throw new InstallationError(finalResult.value.bppCommandId, finalResult.value.errorReason);
  }
  return { iccid: notificationMetadata.iccid, isdpAid: finalResult.value.aid, result };
}

/** Whether a result only says that the installation was interrupted: the server gives the profile again. */
export function isInterruption(result: Exact<ProfileInstallationResult>): boolean {
  const { finalResult } = result.value.profileInstallationResultData.value;
  return (
    finalResult.kind === 'errorResult' && finalResult.value.errorReason === ErrorReason.installFailedDueToInterruption
  );
}

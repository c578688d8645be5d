import type { ErrorReason } from '../../rsp/structures/profile-installation-result.ts';

/** Ends an installation with this reason in its ProfileInstallationResult (SGP.22 2.5.6). */
export class InstallationFault extends Error {
  override readonly name = 'InstallationFault';
  readonly reason: keyof typeof ErrorReason;

  constructor(reason: keyof typeof ErrorReason, options?: ErrorOptions) {
    super(`The installation ended: ${reason}.`, options);
    this.reason = reason;
  }
}

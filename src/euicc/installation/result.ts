import { encode } from '../../rsp/asn1/codec.ts';
import { encodeExact } from '../../rsp/asn1/exact.ts';
import {
  ErrorReason,
  ProfileInstallationResult,
  ProfileInstallationResultData,
} from '../../rsp/structures/profile-installation-result.ts';
import type { EuiccCredential } from '../ecasd/credential.ts';
import { withNotification, type Journal } from '../state/journal.ts';
import type { InstallingPackage } from '../state/state.ts';

/** EUICCResponse of SAIP 9: peStatus with status 0, ok. */
const SIMA_OK = Uint8Array.from(Buffer.from('3007A0053003800100', 'hex'));

export type InstallationOutcome = { readonly isdpAid: Uint8Array } | { readonly reason: keyof typeof ErrorReason };

/** A journal with the ProfileInstallationResult of a package, for the server it came from (SGP.22 2.5.6). */
export function withInstallationResult(
  journal: Journal,
  credential: EuiccCredential,
  { transactionId, serverAddress, smdpOid, iccid, bppCommandId }: InstallingPackage,
  outcome: InstallationOutcome,
): Journal {
  return withNotification(
    journal,
    { event: 'notificationInstall', address: serverAddress, iccid },
    (notificationMetadata) => {
      const data = encodeExact(ProfileInstallationResultData, {
        transactionId,
        notificationMetadata,
        smdpOid,
        finalResult:
          'isdpAid' in outcome
            ? { kind: 'successResult', value: { aid: outcome.isdpAid, simaResponse: SIMA_OK } }
            : { kind: 'errorResult', value: { bppCommandId, errorReason: ErrorReason[outcome.reason] } },
      });
      return encode(ProfileInstallationResult, {
        profileInstallationResultData: data,
        euiccSignPIR: credential.sign(data.raw),
      });
    },
  );
}

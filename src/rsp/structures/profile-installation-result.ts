import { choice, explicit } from '../asn1/choice.ts';
import type { Value } from '../asn1/codec.ts';
import { exact } from '../asn1/exact.ts';
import { code } from '../asn1/integer.ts';
import { objectIdentifier } from '../asn1/object-identifier.ts';
import { octets } from '../asn1/octets.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { Aid } from './identifier.ts';
import { NotificationMetadata } from './notification.ts';
import { transactionId } from './session.ts';
import { Signature } from './signature.ts';

/** The command of the package at which installation ended. */
export const BppCommandId = {
  initialiseSecureChannel: 0,
  configureISDP: 1,
  storeMetadata: 2,
  storeMetadata2: 3,
  replaceSessionKeys: 4,
  loadProfileElements: 5,
} as const;

export const ErrorReason = {
  incorrectInputValues: 1,
  invalidSignature: 2,
  invalidTransactionId: 3,
  unsupportedCrtValues: 4,
  unsupportedRemoteOperationType: 5,
  unsupportedProfileClass: 6,
  scp03tStructureError: 7,
  scp03tSecurityError: 8,
  installFailedDueToIccidAlreadyExistsOnEuicc: 9,
  installFailedDueToInsufficientMemoryForProfile: 10,
  installFailedDueToInterruption: 11,
  installFailedDueToPEProcessingError: 12,
  installFailedDueToDataMismatch: 13,
  testProfileInstallFailedDueToInvalidNaaKey: 14,
  pprNotAllowed: 15,
  installFailedDueToUnknownError: 127,
} as const;

/** EUICCResponse of the SAIP specification, in DER. */
const simaResponse = octets();

/** ProfileInstallationResultData (SGP.22 2.5.6): no EID, no time and no hash of the profile is in it. */
export const ProfileInstallationResultData = sequence(
  {
    transactionId: transactionId(),
    notificationMetadata: NotificationMetadata,
    smdpOid: optional(objectIdentifier()),
    finalResult: explicit(
      0xa2,
      choice({
        successResult: sequence({ aid: Aid, simaResponse }, 0xa0),
        /** {@link BppCommandId}, {@link ErrorReason}. */
        errorResult: sequence(
          { bppCommandId: code(0x80), errorReason: code(0x81), simaResponse: optional(simaResponse) },
          0xa1,
        ),
      }),
    ),
  },
  0xbf27,
);
export type ProfileInstallationResultData = Value<typeof ProfileInstallationResultData>;

/** ProfileInstallationResult: euiccSignPIR is by the chip over profileInstallationResultData. */
export const ProfileInstallationResult = sequence(
  { profileInstallationResultData: exact(ProfileInstallationResultData), euiccSignPIR: Signature },
  0xbf37,
);
export type ProfileInstallationResult = Value<typeof ProfileInstallationResult>;

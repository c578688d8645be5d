import { ReasonCode, SubjectCode } from './status-code.ts';

/**
 * The failures that the functions of ES9+ have (SGP.22 5.6.1 to 5.6.5): subject and reason, and the sentence that goes with them. Nothing of
 * the session or the order is in a sentence.
 */
export const Es9Failure = {
  /** A message that cannot be read. */
  messageInvalid: of('protocolFormat', 'invalid', 'A data object of the message cannot be read.'),
  messageIncomplete: of('protocolFormat', 'mandatoryElementMissing', 'A data object of the message is missing.'),
  executionError: of('function', 'executionError', 'The server could not execute the function; try again later.'),

  smdpAddressRefused: of('smdpAddress', 'refused', 'The SM-DP+ address is not that of this server.'),
  svnUnsupported: of('smdpSvn', 'unsupported', 'The specification version of the eUICC is not supported.'),
  ciUnsupported: of('smdpCiPKIds', 'unsupported', 'No key that the eUICC signs under is known to this server.'),
  certificateUnavailable: of('smdpCertificate', 'unavailable', 'No certificate of this server is known to the eUICC.'),

  transactionIdUnknown: of('transactionId', 'unknown', 'The transaction id is unknown, expired or not at this step.'),
  ciUnknown: of('ciPublicKey', 'unknown', 'The chain of the eUICC does not end at the key that was chosen.'),
  eumCertificateInvalid: of('eumCertificate', 'verificationFailed', 'The certificate of the EUM is invalid.'),
  eumCertificateExpired: of('eumCertificate', 'expired', 'The certificate of the EUM is out of date.'),
  euiccCertificateInvalid: of('euiccCertificate', 'verificationFailed', 'The certificate of the eUICC is invalid.'),
  euiccCertificateExpired: of('euiccCertificate', 'expired', 'The certificate of the eUICC is out of date.'),
  euiccVerificationFailed: of('euicc', 'verificationFailed', 'A signature or challenge of the eUICC is wrong.'),
  euiccRefused: of('euicc', 'executionError', 'The eUICC refused what this server sent.'),
  euiccMemoryInsufficient: of('euicc', 'insufficientMemory', 'The eUICC has not enough memory for the profile.'),

  matchingIdRefused: of('matchingId', 'refused', 'No profile download order is pending for this matching id.'),
  eidRefused: of('eid', 'refused', 'The order is not for this eUICC.'),
  profileNotReleased: of('profile', 'notAllowed', 'The profile was not released yet.'),
  orderExpired: of('downloadOrder', 'timeToLiveExpired', 'The download order has expired.'),
  downloadRetriesExceeded: of('downloadOrder', 'maximumRetriesExceeded', 'The download was tried too often.'),
  profileNotEligible: of('profileType', 'stoppedOnWarning', 'No profile is eligible for this eUICC or device.'),

  confirmationCodeMissing: of('confirmationCode', 'mandatoryElementMissing', 'The confirmation code is missing.'),
  confirmationCodeRefused: of('confirmationCode', 'refused', 'The confirmation code is wrong.'),
  confirmationCodeRetriesExceeded: of(
    'confirmationCode',
    'maximumRetriesExceeded',
    'A wrong confirmation code was given too often.',
  ),
  rebindingUnavailable: of('profile', 'unavailable', 'The profile was bound to another session of the eUICC.'),

  smdpOidInvalid: of('smdp', 'invalidAssociation', 'The object identifier is not that of this server.'),
} as const;
export type Es9FailureName = keyof typeof Es9Failure;

function of(subject: keyof typeof SubjectCode, reason: keyof typeof ReasonCode, message: string) {
  return { subjectCode: SubjectCode[subject], reasonCode: ReasonCode[reason], message };
}

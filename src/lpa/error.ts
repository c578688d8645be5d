/** Why something that the LPA was asked for was not done. */
export type LpaErrorCode =
  // The server and the way to it
  | 'Address'
  | 'Unreachable'
  | 'Timeout'
  | 'TlsUntrusted'
  | 'Redirected'
  | 'HttpStatus'
  | 'ContentType'
  | 'AdminProtocol'
  | 'BodyTooLarge'
  | 'ServerResponse'
  | 'ServerRefused'
  // The eUICC
  | 'EuiccRefused'
  | 'EuiccResponse'
  | 'EuiccUnreachable'
  // What a server or a profile says of itself does not fit
  | 'ServerAddressMismatch'
  | 'ServerOidMismatch'
  | 'ServerCertificate'
  | 'ChallengeMismatch'
  | 'TransactionIdMismatch'
  | 'MetadataMismatch'
  | 'PackageInvalid'
  // Policy and the user
  | 'PprNotAllowed'
  | 'TestProfile'
  | 'EndUserRejected'
  | 'EndUserPostponed'
  | 'ConfirmationCodeMissing'
  | 'NoSmdpAddress'
  | 'BindingAsMatchingId'
  | 'ProfileUnknown'
  // The course of a download
  | 'InstallationFailed'
  | 'Interrupted'
  | 'Cancelled'
  | 'Journal'
  // A chip that signs a binding
  | 'SignedBinding';

/** What was not done and why: which case, and a sentence with remedy. No EID, ICCID, matching id or confirmation code is in it. */
export class LpaError extends Error {
  override readonly name: string = 'LpaError';
  readonly code: LpaErrorCode;

  constructor(code: LpaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

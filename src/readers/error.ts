/** What kept a reader from doing what it was asked to. */
export type ReaderErrorCode =
  // The reader
  | 'LibraryMissing'
  | 'ServiceStopped'
  | 'AccessDenied'
  | 'NoReader'
  | 'ReaderInUse'
  | 'ReaderUnplugged'
  | 'ReaderClosed'
  // The card
  | 'NoCard'
  | 'CardRemoved'
  | 'CardReset'
  | 'CardUnresponsive'
  | 'NotConnected'
  | 'Timeout'
  // Either
  | 'Protocol'
  | 'Failed';

/** A reader or card that does not do what it was asked to: which case, and a sentence that says what to do. */
export class ReaderError extends Error {
  override readonly name = 'ReaderError';
  readonly code: ReaderErrorCode;

  constructor(code: ReaderErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

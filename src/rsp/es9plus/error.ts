import { Es9Failure, type Es9FailureName } from './failure.ts';
import type { FailureStatus, StatusCodeData } from './header.ts';

/** A function of ES9+ (or ES11) that failed: what the server answered, or is to answer (SGP.22 5.2.6). */
export class Es9Error extends Error {
  override readonly name = 'Es9Error';
  readonly status: FailureStatus;
  /** Dotted, {@link SubjectCode}; those of other servers need not be in it. Empty where the server gave none. */
  readonly subjectCode: string;
  /** Dotted, {@link ReasonCode}. Empty where the server gave none. */
  readonly reasonCode: string;
  readonly subjectIdentifier: string | undefined;

  constructor(data: Partial<StatusCodeData>, status: FailureStatus = 'Failed') {
    const { subjectCode = '', reasonCode = '' } = data;
    super(data.message ?? meaning(subjectCode, reasonCode) ?? 'The server gives no reason.');
    this.status = status;
    this.subjectCode = subjectCode;
    this.reasonCode = reasonCode;
    this.subjectIdentifier = data.subjectIdentifier;
  }

  static of(failure: Es9FailureName): Es9Error {
    return new Es9Error(Es9Failure[failure]);
  }

  /** Whether this is `failure`, by its codes. */
  is(failure: Es9FailureName): boolean {
    const { subjectCode, reasonCode } = Es9Failure[failure];
    return this.subjectCode === subjectCode && this.reasonCode === reasonCode;
  }
}

function meaning(subjectCode: string, reasonCode: string): string | undefined {
  return Object.values(Es9Failure).find((known) => known.subjectCode === subjectCode && known.reasonCode === reasonCode)
    ?.message;
}

/** Why a body is no message of ES9+. */
export type Es9FormatErrorCode =
  /** Not one JSON object with every key once. */
  | 'Json'
  | 'MemberMissing'
  /** A member of the wrong JSON type, or no text of its kind. */
  | 'MemberValue'
  /** Base64 of something else than the data object that is due. */
  | 'DataObject';

/** A body that SGP.22 6.5 does not have: which rule, and a sentence with the member, never with its value. */
export class Es9FormatError extends Error {
  override readonly name = 'Es9FormatError';
  readonly code: Es9FormatErrorCode;

  constructor(code: Es9FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

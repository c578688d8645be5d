import { ApduError } from '../../rsp/apdu/error.ts';
import { ReaderError } from '../../readers/error.ts';
import { LpaError, type LpaErrorCode } from '../error.ts';
import { isIncomplete, type Cancellation } from './cancellation.ts';
import type { DownloadStep } from './state.ts';

/** A download that failed: after which step, and whether eUICC and server both know. Its `cause` is what failed. */
export class DownloadError extends LpaError {
  override readonly name = 'DownloadError';
  /** The last step that was done. */
  readonly step: DownloadStep;
  /** Undefined where there was no session to cancel, or it ended with a result. */
  readonly cancellation: Cancellation | undefined;

  constructor(cause: LpaError | ApduError | ReaderError, step: DownloadStep, cancellation?: Cancellation) {
    super(codeOf(cause), `${cause.message}${isIncomplete(cancellation) ? UNTOLD : ''}`, { cause });
    this.step = step;
    this.cancellation = cancellation;
  }
}

const UNTOLD = ' Server or eUICC do not know yet that the download was cancelled: resume it to end it there too.';

/** Whether an error is of server, eUICC or user, and not a fault of this program. */
export function isExpected(error: unknown): error is LpaError | ApduError | ReaderError {
  return error instanceof LpaError || error instanceof ApduError || error instanceof ReaderError;
}

function codeOf(cause: LpaError | ApduError | ReaderError): LpaErrorCode {
  return cause instanceof LpaError ? cause.code : 'EuiccUnreachable';
}

import { LpaError, type LpaErrorCode } from '../error.ts';
import type { ExpectedError } from '../expected.ts';
import { isIncomplete, type Cancellation } from './cancellation.ts';
import type { DownloadStep } from './state.ts';

/** A download that failed: after which step, and whether eUICC and server both know. Its `cause` is what failed. */
export class DownloadError extends LpaError {
  override readonly name = 'DownloadError';
  /** The last step that was done. */
  readonly step: DownloadStep;
  /** Undefined where there was no session to cancel, or it ended with a result. */
  readonly cancellation: Cancellation | undefined;

  /** `place`: of the journal that has a record of it. */
  constructor(cause: ExpectedError, step: DownloadStep, cancellation?: Cancellation, place?: string) {
    super(codeOf(cause), `${cause.message}${isIncomplete(cancellation) ? untold(place) : ''}`, { cause });
    this.step = step;
    this.cancellation = cancellation;
  }
}

function untold(place: string | undefined): string {
  const text = ' Server or eUICC do not know yet that the download was cancelled';
  return place === undefined
    ? `${text}: both forget it by themselves.`
    : `${text}: resume it to end it there too, or abandon it (--abandon); its record is ${place}.`;
}

function codeOf(cause: ExpectedError): LpaErrorCode {
  return cause instanceof LpaError ? cause.code : 'EuiccUnreachable';
}

import { Es9Error } from '../../rsp/es9plus/error.ts';
import { encodeFailure } from '../../rsp/es9plus/function.ts';
import type { LogEntry } from './log.ts';

/** Body of the answer to what is no request of ES9+: the header of a function that failed (SGP.22 6.5.1.4), for no function. */
export const REFUSAL = encodeFailure(Es9Error.of('messageInvalid'));

export function refusalEntry(http: number, milliseconds: number): LogEntry {
  return { kind: 'request', function: 'none', http, status: 'Failed', milliseconds };
}

import { ReaderError } from '../readers/error.ts';
import { ApduError } from '../rsp/apdu/error.ts';
import { LpaError } from './error.ts';

export type ExpectedError = LpaError | ApduError | ReaderError;

/** Whether an error is of server, eUICC or user, and not a fault of this program. */
export function isExpected(error: unknown): error is ExpectedError {
  return error instanceof LpaError || error instanceof ApduError || error instanceof ReaderError;
}

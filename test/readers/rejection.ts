import { expect } from 'chai';
import { ReaderError, type ReaderErrorCode } from '../../src/readers/error.ts';

/** Asserts that a promise rejects with a ReaderError of this code, whose message is a sentence; gives the message. */
export async function expectReaderError(code: ReaderErrorCode, promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, 'not rejected').to.be.instanceOf(ReaderError);
  const { code: found, message } = error as ReaderError;
  expect(found, message).to.equal(code);
  expect(message).to.match(/[.)]$/);
  return message;
}

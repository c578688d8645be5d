import { expect } from 'chai';
import { LpaError, type LpaErrorCode } from '../../../src/lpa/error.ts';

/** The LpaError with this code that `act` rejects with; its message is a sentence that mentions these. */
export async function rejectionOf<E extends LpaError = LpaError>(
  code: LpaErrorCode,
  act: Promise<unknown>,
  ...mentions: readonly string[]
): Promise<E> {
  const error = await act.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error !== undefined && !(error instanceof LpaError)) throw error as Error;
  expect(error?.code, error?.message ?? 'it was done').to.equal(code);
  expect(error?.message).to.match(/[.?]$/);
  for (const mention of mentions) expect(error?.message).to.include(mention);
  return error as E;
}

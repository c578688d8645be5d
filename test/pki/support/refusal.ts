import { expect } from 'chai';
import { PkiError, type PkiErrorCode } from '../../../src/pki/error.ts';

/** Asserts that `act` throws a PkiError with this code, whose message is a sentence; returns the message. */
export function expectRefusal(code: PkiErrorCode, act: () => unknown, ...mentions: readonly string[]): string {
  const error = refusalOf(act);
  expect(error?.code, error?.message ?? 'accepted').to.equal(code);
  const message = error?.message ?? '';
  expect(message).to.match(/\.$/);
  for (const mention of mentions) expect(message).to.include(mention);
  return message;
}

/** The PkiError that `act` throws, if it throws one. Any other error goes through: it is a crash. */
export function refusalOf(act: () => unknown): PkiError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof PkiError) return error;
    throw error;
  }
  return undefined;
}

export function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

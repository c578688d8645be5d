import { expect } from 'chai';
import { RspError, type RspErrorCode } from '../../../src/rsp/error.ts';

/** Asserts that `act` throws an RspError with this code, whose message is a sentence that mentions these. */
export function expectRefusal(code: RspErrorCode, act: () => unknown, ...mentions: readonly string[]): void {
  const error = refusalOf(act);
  expect(error?.code, error?.message ?? 'accepted').to.equal(code);
  expect(error?.message).to.match(/\.$/);
  for (const mention of mentions) expect(error?.message).to.include(mention);
}

/** The RspError that `act` throws, if it throws one. Any other error goes through: it is a crash. */
export function refusalOf(act: () => unknown): RspError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof RspError) return error;
    throw error;
  }
  return undefined;
}

export function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

export function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

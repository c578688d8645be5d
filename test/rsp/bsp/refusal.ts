import { expect } from 'chai';
import { BspError, type BspErrorCode } from '../../../src/rsp/bsp/error.ts';

/** Asserts that `act` throws a BspError with this code, whose message is a sentence without a run of octets; returns the message. */
export function expectBspRefusal(code: BspErrorCode, act: () => unknown): string {
  const error = bspRefusalOf(act);
  expect(error?.code, error?.message ?? 'accepted').to.equal(code);
  const message = error?.message ?? '';
  expect(message).to.match(/\.$/);
  expect(message, 'octets in a message').not.to.match(/[0-9a-f]{8}/i);
  return message;
}

/** The BspError that `act` throws, if it throws one. Any other error goes through: it is a crash. */
export function bspRefusalOf(act: () => unknown): BspError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof BspError) return error;
    throw error;
  }
  return undefined;
}

import { SdkError } from './sdk-error.ts';

/** The first second (since 1970, UTC) of a day written as 2026-01-15. Throws SdkError for anything else. */
export function parseDay(text: string): bigint {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(milliseconds)) throw new SdkError(`"${text}" is no day; write it as 2026-01-15`);
  return BigInt(milliseconds / 1000);
}

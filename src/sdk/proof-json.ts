import { readFileSync } from 'node:fs';
import { SdkError } from './sdk-error.ts';

const POINTS = 8;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A number that {@link toJson} wrote: decimal digits in a text. */
export const toBigInt = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^[0-9]{1,78}$/.test(value) ? BigInt(value) : undefined;

/** The object in a file of JSON. Throws SdkError, with `remedy`, for anything else. */
export function readJsonObject(file: string, remedy: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SdkError(`${file} is not JSON; ${remedy}`);
  }
  return isObject(value) ? value : {};
}

/** The coordinates of a proof; undefined for anything else. */
export function pointsOf(value: unknown): readonly bigint[] | undefined {
  if (!Array.isArray(value) || value.length !== POINTS) return undefined;
  const points = value.map(toBigInt);
  return points.includes(undefined) ? undefined : (points as bigint[]);
}

/** The numbers under these names; undefined when one is missing. */
export function numbersOf<Name extends string>(
  value: Record<string, unknown>,
  names: readonly Name[],
): Record<Name, bigint> | undefined {
  const numbers = names.map((name) => [name, toBigInt(value[name])] as const);
  return numbers.some(([, number]) => number === undefined)
    ? undefined
    : (Object.fromEntries(numbers) as Record<Name, bigint>);
}

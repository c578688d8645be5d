import { FIELD_MODULUS } from './poseidon.ts';

/** Decimal digits of the modulus. */
const MAX_DIGITS = 77;

/** A field element from decimal text as snarkjs writes it; undefined for everything else, values that are not reduced included. */
export function readFieldElement(value: unknown): bigint | undefined {
  if (typeof value !== 'string' || value.length > MAX_DIGITS || !/^(0|[1-9][0-9]*)$/.test(value)) return undefined;
  const number = BigInt(value);
  return number < FIELD_MODULUS ? number : undefined;
}

/** Public signals from a list of decimal texts; undefined when one of them is no field element. */
export function readPublicSignals(value: unknown): readonly bigint[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const signals = value.map(readFieldElement);
  return signals.every((signal) => signal !== undefined) ? signals : undefined;
}

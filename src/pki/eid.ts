import { PkiError } from './error.ts';

const EID = /^[0-9]{32}$/;

/** Refuses what is not an EID: 32 decimal digits which as a number leave 1 modulo 97 (SGP.29, ISO 7064 MOD 97-10). */
export function checkEid(eid: string): void {
  if (!EID.test(eid)) {
    throw new PkiError('Eid', `EID ${JSON.stringify(eid.slice(0, 40))} does not have 32 decimal digits.`);
  }
  if (BigInt(eid) % 97n !== 1n) {
    throw new PkiError(
      'Eid',
      `EID ${eid} has wrong check digits; ${withCheckDigits(eid.slice(0, 30))} would be right.`,
    );
  }
}

/** The EID that begins with these 30 digits. */
export function withCheckDigits(digits: string): string {
  const check = 98n - ((BigInt(digits) * 100n) % 97n);
  return digits + check.toString().padStart(2, '0');
}

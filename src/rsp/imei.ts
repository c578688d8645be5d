import { RspError } from './error.ts';
import { swappedDigits, swappedOctets } from './nibbles.ts';

/** Type Allocation Code, the first 8 digits of an IMEI, in 4 octets not swapped (SGP.22 4.2): `35290611`. Throws {@link RspError} Imei. */
export function tacOctets(tac: string): Uint8Array {
  if (!/^[0-9]{8}$/.test(tac))
    throw new RspError('Imei', `TAC ${JSON.stringify(tac.slice(0, 40))} does not have 8 digits.`);
  return Uint8Array.from(Buffer.from(tac, 'hex'));
}

/** An IMEI of 15 digits (or 16: IMEISV) in 8 octets, nibble-swapped, padded with F (SGP.22 4.2). Throws {@link RspError} Imei. */
export function imeiOctets(imei: string): Uint8Array {
  if (!/^[0-9]{15,16}$/.test(imei)) {
    throw new RspError('Imei', `IMEI ${JSON.stringify(imei.slice(0, 40))} does not have 15 or 16 digits.`);
  }
  return swappedOctets(imei.padEnd(16, 'F'));
}

/** Digits of an IMEI in 8 octets, without padding. Throws {@link RspError} Imei. */
export function imeiDigits(octets: Uint8Array): string {
  const digits = swappedDigits(octets).replace(/F$/, '');
  if (!/^[0-9]{15,16}$/.test(digits)) {
    throw new RspError(
      'Imei',
      `${Buffer.from(octets.subarray(0, 24)).toString('hex')} is no IMEI: 8 octets, 15 digits and F.`,
    );
  }
  return digits;
}

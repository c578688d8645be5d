import type { TextForm } from './asn1/pattern.ts';
import { RspError } from './error.ts';
import { swappedDigits, swappedOctets } from './nibbles.ts';

const ICCID_OCTETS = 10;

/**
 * ICCID: 18 to 20 digits (ITU-T E.118; some operators' have A to E in them), in 10 octets nibble-swapped and padded with F
 * (SGP.22 annex H): `89000123456789012341` is `98001032547698103214`.
 */
export const iccidForm: TextForm = {
  pattern: /^[0-9A-E]{18,20}$/,
  not: 'no ICCID',
  toText: (content) => swappedDigits(content).replace(/F+$/, ''),
  toOctets: (digits) => swappedOctets(digits.padEnd(2 * ICCID_OCTETS, 'F')),
};

/** 10 octets of an ICCID of 18 to 20 digits; a trailing F is its padding. Throws {@link RspError} Iccid. */
export function iccidOctets(digits: string): Uint8Array {
  const unpadded = digits.replace(/F+$/, '');
  if (!iccidForm.pattern.test(unpadded) || digits.length > 2 * ICCID_OCTETS) {
    throw new RspError('Iccid', `ICCID ${JSON.stringify(digits.slice(0, 40))} does not have 18 to 20 digits.`);
  }
  return iccidForm.toOctets(unpadded);
}

/** Digits of an ICCID in 10 octets, without padding. Throws {@link RspError} Iccid. */
export function iccidDigits(octets: Uint8Array): string {
  const digits = iccidForm.toText(octets);
  if (octets.length !== ICCID_OCTETS || !iccidForm.pattern.test(digits)) {
    const shown = Buffer.from(octets.subarray(0, 24)).toString('hex');
    throw new RspError('Iccid', `${shown} is no ICCID: ${ICCID_OCTETS} octets with 18 to 20 digits, then F.`);
  }
  return digits;
}

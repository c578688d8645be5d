/** Digits two an octet, the first in the low half: telephony BCD (3GPP TS 24.008). `digits` has an even number of hexadecimal digits. */
export function swappedOctets(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(swapped(digits), 'hex'));
}

/** What {@link swappedOctets} undoes, in upper case. */
export function swappedDigits(octets: Uint8Array): string {
  return swapped(Buffer.from(octets).toString('hex').toUpperCase());
}

function swapped(digits: string): string {
  return digits.replaceAll(/(.)(.)/g, '$2$1');
}

import { ApduError } from './error.ts';

/** A response APDU (ISO/IEC 7816-3 12.1.4). */
export interface Response {
  /** Up to 256 octets in the short form. */
  readonly data: Uint8Array;
  /** SW1 SW2 as one number: 0x9000. */
  readonly status: number;
}

export function encodeResponse({ data, status }: Response): Uint8Array {
  return Uint8Array.from([...data, status >>> 8, status & 0xff]);
}

/** Throws `Response` for less than a status word, more than the short form allows, or a first octet that no status word has. */
export function parseResponse(apdu: Uint8Array): Response {
  const [sw1, sw2] = apdu.subarray(-2);
  if (sw1 === undefined || sw2 === undefined) {
    throw new ApduError(
      'Response',
      `The card answered ${apdu.length} octets; a response ends with a status word of two.`,
    );
  }
  if (apdu.length > 258) {
    throw new ApduError('Response', `The card answered ${apdu.length} octets; the short form has up to 258.`);
  }
  if (sw1 >>> 4 !== 0x6 && sw1 >>> 4 !== 0x9) {
    throw new ApduError(
      'Response',
      `The card answered with ${sw1.toString(16).padStart(2, '0')} where a status word begins with 6 or 9.`,
    );
  }
  return { data: apdu.slice(0, -2), status: (sw1 << 8) | sw2 };
}

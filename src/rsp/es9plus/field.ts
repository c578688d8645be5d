import { type Codec, decode, encode } from '../asn1/codec.ts';
import { RspError } from '../error.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { Es9FormatError } from './error.ts';

/** A member of a body: its value from JSON and as JSON. */
export interface Field<T> {
  /** Throws {@link Es9FormatError} MemberValue or DataObject; `name` is for its message. */
  parse(json: unknown, name: string): T;
  /** Throws RspError where the type does not have such a value. */
  format(value: T): string;
}

const MAX_TEXT = 255;

/** A text of at most 255 characters. */
export const textField: Field<string> = {
  parse(json, name) {
    const text = stringOf(json, name);
    if (text === '' || text.length > MAX_TEXT) {
      throw new Es9FormatError('MemberValue', `${name} must have 1 to ${MAX_TEXT} characters.`);
    }
    return text;
  },
  format: (text) => text,
};

/** 1 to 16 octets in hexadecimal digits; upper case is written, either is taken (SGP.22 6.5.2). */
export const transactionIdField: Field<Uint8Array> = {
  parse(json, name) {
    const text = stringOf(json, name);
    if (!/^(?:[0-9A-Fa-f]{2}){1,16}$/.test(text)) {
      throw new Es9FormatError('MemberValue', `${name} must be 1 to 16 octets in hexadecimal digits.`);
    }
    return Uint8Array.from(Buffer.from(text, 'hex'));
  },
  format: (octets) => Buffer.from(octets).toString('hex').toUpperCase(),
};

/** Base64 of exactly `size` octets, which are no TLV. */
export function octetsField(size: number): Field<Uint8Array> {
  return {
    parse(json, name) {
      const octets = octetsOf(json, name);
      if (octets.length !== size) throw new Es9FormatError('MemberValue', `${name} must be ${size} octets in base64.`);
      return octets;
    },
    format: encodeBase64,
  };
}

/** Base64 of one whole TLV, tag included. */
export function dataObject<T>(codec: Codec<T>): Field<T> {
  return {
    parse(json, name) {
      const octets = octetsOf(json, name);
      try {
        return decode(codec, octets);
      } catch (cause) {
        if (!(cause instanceof RspError)) throw cause;
        throw new Es9FormatError('DataObject', `${name} is not the data object that is due (${cause.code}).`, {
          cause,
        });
      }
    },
    format: (value) => encodeBase64(encode(codec, value)),
  };
}

function octetsOf(json: unknown, name: string): Uint8Array {
  const octets = decodeBase64(stringOf(json, name));
  if (octets === undefined) throw new Es9FormatError('MemberValue', `${name} is not base64 with padding.`);
  return octets;
}

function stringOf(json: unknown, name: string): string {
  if (typeof json !== 'string') throw new Es9FormatError('MemberValue', `${name} must be a string.`);
  return json;
}

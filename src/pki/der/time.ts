import { PkiError } from '../error.ts';
import { Tag, tagName } from './tag.ts';

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
/** First year that is written as GeneralizedTime (RFC 5280 4.1.2.5). */
const FIRST_GENERALIZED_YEAR = 2050;

/**
 * Unix seconds of a Time (RFC 5280 4.1.2.5): UTCTime `YYMMDDHHMMSSZ` for 1950 to 2049, GeneralizedTime `YYYYMMDDHHMMSSZ` for 2050 to
 * 9999; seconds always, no fraction, no offset, no leap second, days that the calendar has.
 */
export function decodeTime(tag: number, content: Uint8Array, offset: number): bigint {
  const text = Buffer.from(content).toString('latin1');
  const fields = (tag === Tag.UtcTime ? UTC_TIME : GENERALIZED_TIME).exec(text)?.slice(1).map(Number);
  if (fields === undefined) {
    const form = tag === Tag.UtcTime ? 'YYMMDDHHMMSSZ' : 'YYYYMMDDHHMMSSZ';
    throw new PkiError(
      'DerTime',
      `offset ${offset}: ${tagName(tag)} ${JSON.stringify(text.slice(0, 24))} is not ${form}.`,
    );
  }
  const [written = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const year = tag === Tag.UtcTime ? written + (written >= 50 ? 1900 : 2000) : written;
  if (tag === Tag.GeneralizedTime && year < FIRST_GENERALIZED_YEAR) {
    throw new PkiError('DerTime', `offset ${offset}: year ${year} as GeneralizedTime; until 2049 it must be UTCTime.`);
  }
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!exists) throw new PkiError('DerTime', `offset ${offset}: there is no such time as ${text}.`);
  return BigInt(date.getTime()) / 1000n;
}

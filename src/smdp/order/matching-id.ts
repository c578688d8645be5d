import { randomInt } from 'node:crypto';

/** Digits and upper-case letters (SGP.22 4.1.1), without those that are read as others. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const GROUPS = 4;
const GROUP = 5;

/** A matching id that nobody guesses, 100 random bits: `7KQ2M-X94TD-HB3WP-RZ6EA`. */
export function newMatchingId(): string {
  const group = () => Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

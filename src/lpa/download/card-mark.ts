import { createHash, randomBytes } from 'node:crypto';

/** By which a record knows its eUICC again without holding its EID; both in hexadecimal. */
export interface CardMark {
  readonly salt: string;
  /** SHA-256 of salt and EID. */
  readonly digest: string;
}

const digestOf = (salt: string, eid: string): string => createHash('sha256').update(`${salt} ${eid}`).digest('hex');

export function markOf(eid: string): CardMark {
  const salt = randomBytes(16).toString('hex');
  return { salt, digest: digestOf(salt, eid) };
}

export function isMarkOf({ salt, digest }: CardMark, eid: string): boolean {
  return digestOf(salt, eid) === digest;
}

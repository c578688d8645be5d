import { timingSafeEqual } from 'node:crypto';

/** Whether both are the same octets; takes the same time wherever they differ. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

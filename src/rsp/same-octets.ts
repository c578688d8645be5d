import { timingSafeEqual } from 'node:crypto';

/** Whether both are there and are the same octets; takes the same time wherever they differ. */
export function sameOctets(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && one.length === other.length && timingSafeEqual(one, other);
}

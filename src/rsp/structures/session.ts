import type { Codec } from '../asn1/codec.ts';
import { octets } from '../asn1/octets.ts';

/** TransactionId: 1 to 16 octets, given out by the server. */
export function transactionId(tag = 0x80): Codec<Uint8Array> {
  return octets(tag, { min: 1, max: 16 });
}

/** Octet16: eUICC and server challenges. */
export function challenge(tag: number): Codec<Uint8Array> {
  return octets(tag, 16);
}

import type { DerNode } from '../der/node.ts';
import { PkiError } from '../error.ts';
import { hex } from '../hex.ts';

const MAX_OCTETS = 20;

/** CertificateSerialNumber (RFC 5280 4.1.2.2): positive, at most 20 octets, so below 2^159. */
export function readSerialNumber({ content }: DerNode): bigint {
  const serialNumber = BigInt(`0x${Buffer.from(content).toString('hex')}`);
  if (content.length > MAX_OCTETS || (content[0] ?? 0) >= 0x80 || serialNumber === 0n) {
    throw new PkiError(
      'SerialNumber',
      `serial number 0x${hex(content)} is not positive and of at most ${MAX_OCTETS} octets (RFC 5280 4.1.2.2).`,
    );
  }
  return serialNumber;
}

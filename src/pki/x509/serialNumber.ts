import type { DerNode } from '../der/node.ts';
import { PkiError } from '../error.ts';
import { hex } from '../hex.ts';

/** RFC 5280 4.1.2.2: 20 octets. */
const LIMIT = 1n << 160n;

/** CertificateSerialNumber as an integer, 0 < serial < 2^160. */
export function readSerialNumber({ content }: DerNode): bigint {
  const serialNumber = BigInt.asIntN(content.length * 8, BigInt(`0x${Buffer.from(content).toString('hex')}`));
  if (serialNumber <= 0n || serialNumber >= LIMIT) {
    throw new PkiError(
      'SerialNumber',
      `serial number 0x${hex(content)} is not between 1 and 2^160 - 1 (RFC 5280 4.1.2.2).`,
    );
  }
  return serialNumber;
}

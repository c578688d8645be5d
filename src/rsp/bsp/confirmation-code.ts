import { createHash } from 'node:crypto';
import { BspError } from './error.ts';

/** SHA-256 of a confirmation code: 32 octets, what a server keeps instead of the code (SGP.22 5.3.2). */
export function hashedConfirmationCode(confirmationCode: string): Uint8Array {
  return createHash('sha256').update(confirmationCode, 'utf8').digest();
}

/** hashCc of one session: SHA-256(hashed code ‖ transaction id), 32 octets (SGP.22 5.7.5). Throws `ConfirmationCode`. */
export function hashCc(hashedCode: Uint8Array, transactionId: Uint8Array): Uint8Array {
  if (hashedCode.length !== 32 || transactionId.length < 1 || transactionId.length > 16) {
    throw new BspError('ConfirmationCode', 'A hashed code has 32 octets and a transaction id 1 to 16.');
  }
  return createHash('sha256').update(hashedCode).update(transactionId).digest();
}

import { verifySignature } from '../../pki/signature.ts';
import type { PublicKey } from '../../pki/x509/publicKey.ts';

/** Whether 5F37 content (r and s, 64 octets; either s) is `publicKey`'s over `message` (SGP.22 2.6.7.2). */
export function isSignatureOf(message: Uint8Array, signature: Uint8Array, publicKey: PublicKey): boolean {
  const number = (start: number): bigint => BigInt(`0x${Buffer.from(signature).toString('hex', start, start + 32)}`);
  return signature.length === 64 && verifySignature(message, { r: number(0), s: number(32) }, publicKey);
}

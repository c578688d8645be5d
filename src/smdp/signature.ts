import { verifySignature } from '../pki/signature.ts';
import type { PublicKey } from '../pki/x509/publicKey.ts';

/** Whether `signature` (r and s, 64 octets, s in either half of the order) is `publicKey`'s over `message`. */
export function isSignedWith(publicKey: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const hex = Buffer.from(signature).toString('hex');
  if (hex.length !== 128) return false;
  return verifySignature(message, { r: BigInt(`0x${hex.slice(0, 64)}`), s: BigInt(`0x${hex.slice(64)}`) }, publicKey);
}

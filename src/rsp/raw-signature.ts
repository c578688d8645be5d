import { verifySignature } from '../pki/signature.ts';
import type { PublicKey } from '../pki/x509/publicKey.ts';

const COORDINATE = 32;

/** Whether 5F37 content (r and s, 64 octets; s in either half of the order) is `publicKey`'s over `message` (SGP.22 2.6.7.2). */
export function isSignatureOf(message: Uint8Array, signature: Uint8Array, publicKey: PublicKey): boolean {
  if (signature.length !== 2 * COORDINATE) return false;
  const hex = Buffer.from(signature).toString('hex');
  const [r, s] = [hex.slice(0, 2 * COORDINATE), hex.slice(2 * COORDINATE)].map((half) => BigInt(`0x${half}`));
  return verifySignature(message, { r: r!, s: s! }, publicKey);
}

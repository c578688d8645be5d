import { p256 } from '@noble/curves/nist.js';
import type { Certificate } from './certificate.ts';
import type { PublicKey } from './x509/publicKey.ts';
import type { EcdsaSignature } from './x509/signatureValue.ts';

/** ECDSA with SHA-256 over `message`; both values of s are accepted, as the standard does. */
export function verifySignature(message: Uint8Array, { r, s }: EcdsaSignature, { x, y }: PublicKey): boolean {
  const order = p256.Point.Fn.ORDER;
  if (r <= 0n || r >= order || s <= 0n || s >= order) return false;
  const signature = new p256.Signature(r, s).toBytes('compact');
  const publicKey = p256.Point.fromAffine({ x, y }).toBytes(false);
  return p256.verify(signature, message, publicKey, { lowS: false, prehash: true, format: 'compact' });
}

/** Whether `issuer`'s key signed `certificate`. Says nothing of what the issuer may sign. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return verifySignature(certificate.tbs, certificate.signature, issuer.publicKey);
}

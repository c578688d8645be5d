import { p256 } from '@noble/curves/nist.js';
import { bitString, integer, objectIdentifier, sequence } from '../der/writer.ts';
import { Oid } from '../oid.ts';

/** Which of the two valid s values; real certificates have either about half of the time. */
export type SignatureHalf = 'low' | 'high';

const ORDER = p256.Point.Fn.ORDER;

export function ecdsaWithSha256(): Uint8Array {
  return sequence(objectIdentifier(Oid.ecdsaWithSha256));
}

/** Wraps a TBSCertificate or TBSCertList with algorithm and ECDSA signature (deterministic, RFC 6979). */
export function sign(tbs: Uint8Array, secretKey: Uint8Array, half: SignatureHalf): Uint8Array {
  const { r, s: low } = p256.Signature.fromBytes(p256.sign(tbs, secretKey, { lowS: true, prehash: true }));
  const s = half === 'low' ? low : ORDER - low;
  return sequence(tbs, ecdsaWithSha256(), bitString(sequence(integer(r), integer(s))));
}

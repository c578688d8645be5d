import { p256 } from '@noble/curves/nist.js';
import { Fields, objectIdentifier, unsigned } from '../der/fields.ts';
import { readDer, type DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { hex } from '../hex.ts';
import { Oid, oidName } from '../oid.ts';

/** 1 ≤ r, s < n. s is not normalised: about half of all real signatures have s > n/2 (SGP.22 2.6.7). */
export interface EcdsaSignature {
  readonly r: bigint;
  readonly s: bigint;
}

const ORDER = p256.Point.Fn.ORDER;

/** Refuses any AlgorithmIdentifier but ecdsa-with-SHA256 without parameters (RFC 5758 3.2). */
export function checkSignatureAlgorithm(node: DerNode): void {
  const fields = new Fields(node, 'signatureAlgorithm');
  const algorithm = objectIdentifier(fields.required(Tag.ObjectIdentifier, 'algorithm'));
  if (algorithm !== Oid.ecdsaWithSha256) {
    throw new PkiError(
      'SignatureAlgorithm',
      `the signature algorithm is ${oidName(algorithm)}; SGP.22 has ${oidName(Oid.ecdsaWithSha256)} only.`,
    );
  }
  if (fields.rest().length > 0) {
    throw new PkiError(
      'SignatureAlgorithm',
      'ecdsa-with-SHA256 has parameters; RFC 5758 3.2 wants none, not even NULL.',
    );
  }
}

/** The algorithm inside the signed part must be the one outside (RFC 5280 4.1.1.2). */
export function checkSameAlgorithm(inner: DerNode, outer: DerNode): void {
  if (Buffer.compare(inner.bytes, outer.bytes) !== 0) {
    throw new PkiError(
      'SignatureAlgorithmMismatch',
      `signature algorithm ${hex(inner.bytes)} inside the signed part is not ${hex(outer.bytes)} outside.`,
    );
  }
}

/** Reads the BIT STRING around an ECDSA-Sig-Value (RFC 3279 2.2.3). */
export function readSignatureValue(node: DerNode): EcdsaSignature {
  if (node.content[0] !== 0) throw new PkiError('SignatureValue', 'the signature has unused bits.');
  const fields = new Fields(readDer(node.content.subarray(1)), 'ECDSA-Sig-Value');
  const r = unsigned(fields.required(Tag.Integer, 'r'), 'r');
  const s = unsigned(fields.required(Tag.Integer, 's'), 's');
  fields.end();
  for (const [name, value] of Object.entries({ r, s })) {
    if (value === 0n || value >= ORDER) {
      throw new PkiError('SignatureValue', `the signature's ${name} is not between 1 and the order of P-256.`);
    }
  }
  return { r, s };
}

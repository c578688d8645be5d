import { p256 } from '@noble/curves/nist.js';
import { Fields, objectIdentifier } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { Oid, oidName } from '../oid.ts';

/** A point on NIST P-256, not the identity; both coordinates below the field's prime. */
export interface PublicKey {
  readonly x: bigint;
  readonly y: bigint;
}

const UNCOMPRESSED = 0x04;
const UNCOMPRESSED_OCTETS = 65;

/** Reads a SubjectPublicKeyInfo (RFC 5480): id-ecPublicKey, namedCurve prime256v1, uncompressed point on the curve. */
export function readPublicKey(node: DerNode): PublicKey {
  const fields = new Fields(node, 'subjectPublicKeyInfo');
  checkAlgorithm(fields.required(Tag.Sequence, 'algorithm'));
  const { content } = fields.required(Tag.BitString, 'subjectPublicKey');
  fields.end();
  if (content[0] !== 0) throw new PkiError('PublicKey', 'the public key has unused bits; a point is whole octets.');
  return readPoint(content.subarray(1));
}

function checkAlgorithm(node: DerNode): void {
  const fields = new Fields(node, 'subjectPublicKeyInfo.algorithm');
  const algorithm = objectIdentifier(fields.required(Tag.ObjectIdentifier, 'algorithm'));
  if (algorithm !== Oid.ecPublicKey) {
    throw new PkiError(
      'PublicKeyAlgorithm',
      `the public key's algorithm is ${oidName(algorithm)}; SGP.22 has elliptic curve keys only.`,
    );
  }
  const curve = objectIdentifier(fields.required(Tag.ObjectIdentifier, 'namedCurve'));
  fields.end();
  if (curve === Oid.brainpoolP256r1) {
    throw new PkiError(
      'BrainpoolCurve',
      'the public key is on brainpoolP256r1; proofs exist for NIST P-256 only, use the P-256 certificate of the same holder.',
    );
  }
  if (curve !== Oid.prime256v1) {
    throw new PkiError(
      'UnsupportedCurve',
      `the public key is on curve ${oidName(curve)}; use the holder’s certificate on NIST P-256.`,
    );
  }
}

function readPoint(octets: Uint8Array): PublicKey {
  if (octets.length !== UNCOMPRESSED_OCTETS || octets[0] !== UNCOMPRESSED) {
    throw new PkiError(
      'PublicKey',
      `the public key has ${octets.length} octets and form ${octets[0] ?? 'none'}; it must be 04, x, y (65 octets, SGP.22 4.5.2.1).`,
    );
  }
  try {
    return p256.Point.fromBytes(octets).toAffine();
  } catch (cause) {
    throw new PkiError('PublicKey', 'the public key is not a point on NIST P-256.', { cause });
  }
}

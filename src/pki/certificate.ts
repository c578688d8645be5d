import { Fields, unsigned } from './der/fields.ts';
import { MAX_CERTIFICATE_OCTETS, readDer, type DerNode } from './der/node.ts';
import { contextConstructed, contextPrimitive, Tag } from './der/tag.ts';
import { PkiError } from './error.ts';
import { readProfile, KNOWN_EXTENSIONS, type Profile } from './profile.ts';
import { readExtensions } from './x509/extension.ts';
import { readName, type Name } from './x509/name.ts';
import { readPublicKey, type PublicKey } from './x509/publicKey.ts';
import { readSerialNumber } from './x509/serialNumber.ts';
import {
  checkSameAlgorithm,
  checkSignatureAlgorithm,
  readSignatureValue,
  type EcdsaSignature,
} from './x509/signatureValue.ts';
import { readTime } from './x509/time.ts';

/** A certificate of SGP.22 4.5.2: every rule that concerns it alone was checked; chain, dates and revocation were not. */
export interface Certificate extends Profile {
  readonly der: Uint8Array;
  /** TBSCertificate as it was signed, header included. */
  readonly tbs: Uint8Array;
  /** 0 < serialNumber < 2^160. */
  readonly serialNumber: bigint;
  readonly issuer: Name;
  readonly subject: Name;
  /** Unix seconds, inclusive. */
  readonly notBefore: bigint;
  /** Unix seconds, inclusive. */
  readonly notAfter: bigint;
  readonly publicKey: PublicKey;
  readonly signature: EcdsaSignature;
}

const VERSION_3 = 2n;

/** Reads one certificate in strict DER. Throws {@link PkiError}. */
export function parseCertificate(input: Uint8Array): Certificate {
  // A copy: all views below stay what was checked, whatever the caller does with his buffer.
  const der = input.length > MAX_CERTIFICATE_OCTETS ? input : Uint8Array.from(input);
  const fields = new Fields(readDer(der), 'Certificate');
  const tbs = fields.required(Tag.Sequence, 'tbsCertificate');
  const algorithm = fields.required(Tag.Sequence, 'signatureAlgorithm');
  const signature = fields.required(Tag.BitString, 'signature');
  fields.end();
  checkSignatureAlgorithm(algorithm);
  return { der, tbs: tbs.bytes, ...readTbs(tbs, algorithm), signature: readSignatureValue(signature) };
}

function readTbs(tbs: DerNode, outerAlgorithm: DerNode): Omit<Certificate, 'der' | 'tbs' | 'signature'> {
  const fields = new Fields(tbs, 'TBSCertificate');
  checkVersion(fields.optional(contextConstructed(0)));
  const serialNumber = readSerialNumber(fields.required(Tag.Integer, 'serialNumber'));
  checkSameAlgorithm(fields.required(Tag.Sequence, 'signature'), outerAlgorithm);
  const issuer = readName(fields.any('issuer'), 'issuer');
  const { notBefore, notAfter } = readValidity(fields.required(Tag.Sequence, 'validity'));
  const subject = readName(fields.any('subject'), 'subject');
  const publicKey = readPublicKey(fields.required(Tag.Sequence, 'subjectPublicKeyInfo'));
  if (fields.optional(contextPrimitive(1)) ?? fields.optional(contextPrimitive(2))) {
    throw new PkiError('UniqueIdentifier', 'unique identifiers must not be used (RFC 5280 4.1.2.8).');
  }
  const extensions = new Fields(
    fields.required(contextConstructed(3), 'extensions'),
    'extensions',
    contextConstructed(3),
  );
  fields.end();
  const profile = readProfile(readExtensions(extensions.any('Extensions'), KNOWN_EXTENSIONS), subject);
  extensions.end();
  return { serialNumber, issuer, subject, notBefore, notAfter, publicKey, ...profile };
}

function checkVersion(node: DerNode | undefined): void {
  const version = node && new Fields(node, 'version', contextConstructed(0));
  const number = version && unsigned(version.required(Tag.Integer, 'version'), 'version');
  version?.end();
  if (number !== VERSION_3) {
    throw new PkiError(
      'Version',
      `certificate version ${(number ?? 0n) + 1n}; SGP.22 has version 3 only, get one of its certificates.`,
    );
  }
}

function readValidity(node: DerNode): { notBefore: bigint; notAfter: bigint } {
  const fields = new Fields(node, 'validity');
  const notBefore = readTime(fields.any('notBefore'));
  const notAfter = readTime(fields.any('notAfter'));
  fields.end();
  if (notBefore > notAfter) throw new PkiError('Validity', 'notBefore is later than notAfter: never valid.');
  return { notBefore, notAfter };
}

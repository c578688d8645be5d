import { Fields, sequenceOf, trueOnly, unsigned } from './der/fields.ts';
import { MAX_CRL_OCTETS, readDer, type DerNode } from './der/node.ts';
import { contextConstructed, contextPrimitive, Tag } from './der/tag.ts';
import { PkiError } from './error.ts';
import { Oid } from './oid.ts';
import { readDistributionPointName } from './x509/distributionPoint.ts';
import { readExtensions, readExtensionValue, type Extensions } from './x509/extension.ts';
import { readAuthorityKeyIdentifier } from './x509/keyIdentifier.ts';
import { readName, type Name } from './x509/name.ts';
import { readSerialNumber } from './x509/serialNumber.ts';
import {
  checkSameAlgorithm,
  checkSignatureAlgorithm,
  readSignatureValue,
  type EcdsaSignature,
} from './x509/signatureValue.ts';
import { readTime } from './x509/time.ts';

export interface CrlEntry {
  readonly serialNumber: bigint;
  /** Unix seconds. */
  readonly revocationDate: bigint;
  /** CRLReason (RFC 5280 5.3.1), 0 to 6, 9 or 10; 0 where none is given. A hold (6) counts as revoked. */
  readonly reason: number;
}

/** Which certificates a CRL speaks of (issuingDistributionPoint, RFC 5280 5.2.5). */
export interface CrlScope {
  /** URIs of the distribution point; empty: of all. */
  readonly distributionPoint: readonly string[];
  readonly contains: 'all' | 'userCertificates' | 'caCertificates';
}

/** A complete CRL of SGP.22 4.5.2.1.2, well formed; signature and dates are the caller's to check. */
export interface Crl {
  readonly der: Uint8Array;
  /** TBSCertList as it was signed, header included. */
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  /** Unix seconds. */
  readonly thisUpdate: bigint;
  /** Unix seconds, inclusive. */
  readonly nextUpdate: bigint;
  readonly number: bigint;
  readonly scope: CrlScope;
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  readonly entries: readonly CrlEntry[];
  /** Content octets of revokedCertificates, a view on `der`; empty where there are none. */
  readonly revokedCertificates: Uint8Array;
  /** Length of each entry in them. */
  readonly entryOctets: readonly number[];
  readonly signature: EcdsaSignature;
}

const VERSION_2 = 1n;
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  Oid.authorityKeyIdentifier,
  Oid.cRLNumber,
  Oid.issuingDistributionPoint,
  Oid.deltaCRLIndicator,
]);
const KNOWN_ENTRY_EXTENSIONS: ReadonlySet<string> = new Set([
  Oid.reasonCode,
  Oid.invalidityDate,
  Oid.certificateIssuer,
]);
/** 7 is not used, 8 (removeFromCRL) occurs in delta CRLs only. */
const REASONS: ReadonlySet<bigint> = new Set([0n, 1n, 2n, 3n, 4n, 5n, 6n, 9n, 10n]);
/** RFC 5280 5.2.3: 20 octets. */
const MAX_CRL_NUMBER = 1n << 160n;

/** Reads one complete CRL in strict DER; delta and indirect CRLs are refused. Throws {@link PkiError}. */
export function parseCrl(input: Uint8Array): Crl {
  const der = input.length > MAX_CRL_OCTETS ? input : Uint8Array.from(input);
  const fields = new Fields(readDer(der, MAX_CRL_OCTETS), 'CertificateList');
  const tbs = fields.required(Tag.Sequence, 'tbsCertList');
  const algorithm = fields.required(Tag.Sequence, 'signatureAlgorithm');
  const signature = fields.required(Tag.BitString, 'signature');
  fields.end();
  checkSignatureAlgorithm(algorithm);
  return { der, tbs: tbs.bytes, ...readTbs(tbs, algorithm), signature: readSignatureValue(signature) };
}

/** Whether DER has the shape of a CRL: the issuer's name is followed by a time, in a certificate by a SEQUENCE of two. */
export function looksLikeCrl(input: Uint8Array): boolean {
  try {
    const { children: members = [] } = readDer(input, MAX_CRL_OCTETS).children[0] ?? {};
    const thisUpdate = members[members[0]?.tag === Tag.Integer ? 3 : 2];
    return thisUpdate?.tag === Tag.UtcTime || thisUpdate?.tag === Tag.GeneralizedTime;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

function readTbs(tbs: DerNode, outerAlgorithm: DerNode): Omit<Crl, 'der' | 'tbs' | 'signature'> {
  const fields = new Fields(tbs, 'TBSCertList');
  const version = fields.optional(Tag.Integer);
  if (version === undefined || unsigned(version, 'version') !== VERSION_2) {
    throw new PkiError('Version', 'the CRL is not version 2 (RFC 5280 5.1.2.1).');
  }
  checkSameAlgorithm(fields.required(Tag.Sequence, 'signature'), outerAlgorithm);
  const issuer = readName(fields.any('issuer'), 'issuer');
  const thisUpdate = readTime(fields.any('thisUpdate'));
  const nextUpdate = readTime(fields.any('nextUpdate'));
  if (thisUpdate > nextUpdate) throw new PkiError('Validity', 'thisUpdate is later than nextUpdate: never current.');
  const revoked = fields.optional(Tag.Sequence);
  const wrapped = new Fields(
    fields.required(contextConstructed(0), 'crlExtensions'),
    'crlExtensions',
    contextConstructed(0),
  );
  fields.end();
  const extensions = readExtensions(wrapped.any('Extensions'), KNOWN_EXTENSIONS);
  wrapped.end();
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    ...readCrlExtensions(extensions),
    entries: revoked === undefined ? [] : readEntries(revoked),
    revokedCertificates: revoked?.content ?? new Uint8Array(),
    entryOctets: revoked?.children.map(({ bytes }) => bytes.length) ?? [],
  };
}

function readCrlExtensions(extensions: Extensions): Pick<Crl, 'number' | 'scope' | 'authorityKeyIdentifier'> {
  if (extensions.has(Oid.deltaCRLIndicator)) {
    throw new PkiError('CrlKind', 'this is a delta CRL; give the complete one.');
  }
  const number = readExtensionValue(extensions, Oid.cRLNumber, readCrlNumber);
  if (number === undefined) throw new PkiError('Extension', 'the CRL has no cRLNumber (RFC 5280 5.2.3).');
  return {
    number,
    scope: readExtensionValue(extensions, Oid.issuingDistributionPoint, readScope) ?? {
      distributionPoint: [],
      contains: 'all',
    },
    authorityKeyIdentifier: readExtensionValue(extensions, Oid.authorityKeyIdentifier, readAuthorityKeyIdentifier),
  };
}

function readCrlNumber(node: DerNode): bigint {
  if (node.tag !== Tag.Integer) throw new PkiError('DerStructure', 'cRLNumber must be an INTEGER.');
  const number = unsigned(node, 'cRLNumber');
  if (number >= MAX_CRL_NUMBER) throw new PkiError('Extension', 'cRLNumber is longer than 20 octets.');
  return number;
}

function readScope(node: DerNode): CrlScope {
  const fields = new Fields(node, 'issuingDistributionPoint');
  const name = fields.optional(contextConstructed(0));
  const user = trueOnly(fields.optional(contextPrimitive(1)), 'onlyContainsUserCerts');
  const ca = trueOnly(fields.optional(contextPrimitive(2)), 'onlyContainsCACerts');
  const someReasons = fields.optional(contextPrimitive(3)) !== undefined;
  const indirect = trueOnly(fields.optional(contextPrimitive(4)), 'indirectCRL');
  const attribute = trueOnly(fields.optional(contextPrimitive(5)), 'onlyContainsAttributeCerts');
  fields.end();
  if (indirect) throw new PkiError('CrlKind', 'this is an indirect CRL; SGP.22 has CRLs of the issuer itself only.');
  if (someReasons || attribute) {
    throw new PkiError('CrlKind', 'the CRL covers only some reasons or attribute certificates; give the complete one.');
  }
  if (user && ca) throw new PkiError('CrlKind', 'the CRL says it contains only user and only CA certificates.');
  return {
    distributionPoint: name === undefined ? [] : readDistributionPointName(name),
    contains: user ? 'userCertificates' : ca ? 'caCertificates' : 'all',
  };
}

function readEntries(revoked: DerNode): readonly CrlEntry[] {
  const entries = sequenceOf(revoked, 'revokedCertificates').map(readEntry);
  const serials = new Set(entries.map(({ serialNumber }) => serialNumber));
  if (serials.size !== entries.length) throw new PkiError('SerialNumber', 'the CRL lists a serial number twice.');
  return entries;
}

function readEntry(node: DerNode): CrlEntry {
  const fields = new Fields(node, 'revokedCertificate');
  const serialNumber = readSerialNumber(fields.required(Tag.Integer, 'userCertificate'));
  const revocationDate = readTime(fields.any('revocationDate'));
  const list = fields.optional(Tag.Sequence);
  fields.end();
  const extensions = list && readExtensions(list, KNOWN_ENTRY_EXTENSIONS);
  if (extensions?.has(Oid.certificateIssuer))
    throw new PkiError('CrlKind', 'an entry names another issuer: an indirect CRL.');
  const reason = extensions && readExtensionValue(extensions, Oid.reasonCode, readReason);
  return { serialNumber, revocationDate, reason: reason ?? 0 };
}

function readReason(node: DerNode): number {
  const reason = node.tag === Tag.Enumerated ? unsigned(node, 'reasonCode') : undefined;
  if (reason === undefined || !REASONS.has(reason)) {
    throw new PkiError('Extension', `reasonCode ${reason ?? 'of another type'} cannot occur in a complete CRL.`);
  }
  return Number(reason);
}

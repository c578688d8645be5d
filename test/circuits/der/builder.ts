import {
  bitString,
  booleanTrue,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  text,
  tlv,
} from '../../../src/pki/der/writer.ts';
import { policyOfRole, type RoleName } from '../../../src/pki/role.ts';

/** Octets written in hexadecimal; white space is for people. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));
}

/** The parts of a TBSCertificate (RFC 5280 4.1), each as its whole DER, so that any of them can be wrong. */
export interface TbsParts {
  version: Uint8Array;
  serialNumber: Uint8Array;
  signature: Uint8Array;
  issuer: Uint8Array;
  notBefore: Uint8Array;
  notAfter: Uint8Array;
  /** RDNs of the subject. */
  subject: readonly Uint8Array[];
  key: Uint8Array;
  /** What stands between the key and the extensions. */
  afterKey: Uint8Array;
  extensions: readonly Uint8Array[];
}

export const Oid = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  organizationName: '2.5.4.10',
  domainComponent: '0.9.2342.19200300.100.1.25',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

export const StringTag = { utf8: 0x0c, numeric: 0x12, printable: 0x13, teletex: 0x14, ia5: 0x16 } as const;

export const EID = '89049032123451234512345678901235';
/** Coordinates that are easy to recognise; the parser does not ask whether they are on the curve. */
export const POINT = Uint8Array.from({ length: 65 }, (_, i) => (i === 0 ? 0x04 : 0x80 + i));

export function spki(point: Uint8Array = POINT): Uint8Array {
  return sequence(
    sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.2.840.10045.3.1.7')),
    bitString(point),
  );
}

export function rdn(oid: string, value: string | Uint8Array, tag: number = StringTag.utf8): Uint8Array {
  return setOf(attribute(oid, value, tag));
}

export function attribute(oid: string, value: string | Uint8Array, tag: number = StringTag.utf8): Uint8Array {
  return sequence(objectIdentifier(oid), typeof value === 'string' ? text(tag, value) : tlv(tag, value));
}

export function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [booleanTrue()] : []), octetString(value));
}

export function keyUsage(value: Uint8Array): Uint8Array {
  return extension(Oid.keyUsage, value, true);
}
export const signs = (): Uint8Array => keyUsage(hex('03 02 07 80'));
export const certifies = (): Uint8Array => keyUsage(hex('03 02 01 06'));

export function basicConstraints(value: Uint8Array): Uint8Array {
  return extension(Oid.basicConstraints, value, true);
}

export function policy(oid: string): Uint8Array {
  return extension(Oid.certificatePolicies, sequence(sequence(objectIdentifier(oid))), true);
}

export function subjectAltName(...names: readonly Uint8Array[]): Uint8Array {
  return extension(Oid.subjectAltName, sequence(...names));
}
export const registeredId = (content: Uint8Array): Uint8Array => tlv(0x88, content);
export const dnsName = (name: string): Uint8Array => text(0x82, name);

export function subtree(...rdns: readonly Uint8Array[]): Uint8Array {
  return sequence(tlv(0xa4, sequence(...rdns)));
}

export function nameConstraints(...subtrees: readonly Uint8Array[]): Uint8Array {
  return extension(Oid.nameConstraints, sequence(tlv(0xa0, ...subtrees)), true);
}

/** A subtree as EUM certificates have it. */
export function permitted(organization: string, prefix: string): Uint8Array {
  return subtree(rdn(Oid.organizationName, organization), rdn(Oid.serialNumber, prefix, StringTag.printable));
}

const COMMON: Omit<TbsParts, 'subject' | 'extensions'> = {
  version: explicit(0, integer(2n)),
  serialNumber: integer(0x020000000000000001n),
  signature: hex('30 0A 06 08 2A 86 48 CE 3D 04 03 02'),
  issuer: sequence(rdn(Oid.organizationName, 'Issuer'), rdn(Oid.commonName, 'Issuer of tests')),
  notBefore: text(0x17, '240229235959Z'),
  notAfter: text(0x18, '20550401082751Z'),
  key: spki(),
  afterKey: new Uint8Array(),
};

const KEY_IDENTIFIERS = [
  extension(Oid.authorityKeyIdentifier, hex(`30 16 80 14 ${'11'.repeat(20)}`)),
  extension(Oid.subjectKeyIdentifier, hex(`04 14 ${'22'.repeat(20)}`)),
];

export function eUicc(): TbsParts {
  return {
    ...COMMON,
    subject: [
      rdn(Oid.organizationName, 'RSP Test EUM'),
      rdn(Oid.serialNumber, EID, StringTag.printable),
      rdn(Oid.commonName, 'Test eUICC'),
    ],
    extensions: [...KEY_IDENTIFIERS, signs(), policy(policyOfRole('Euicc'))],
  };
}

export function eum(...subtrees: readonly Uint8Array[]): TbsParts {
  return {
    ...COMMON,
    subject: [rdn(Oid.organizationName, 'RSP Test EUM'), rdn(Oid.commonName, 'EUM Test')],
    extensions: [
      ...KEY_IDENTIFIERS,
      certifies(),
      policy(policyOfRole('Eum')),
      basicConstraints(hex('30 06 01 01 FF 02 01 00')),
      nameConstraints(...(subtrees.length > 0 ? subtrees : [permitted('RSP Test EUM', '89049032')])),
    ],
  };
}

export function server(role: RoleName = 'DpAuth'): TbsParts {
  return {
    ...COMMON,
    subject: [rdn(Oid.organizationName, 'ACME'), rdn(Oid.commonName, 'TEST SM-DP+')],
    extensions: [
      ...KEY_IDENTIFIERS,
      subjectAltName(registeredId(hex('88 37 0A'))),
      signs(),
      policy(policyOfRole(role)),
    ],
  };
}

/** Members of the TBSCertificate's SEQUENCE, in order. */
export function members(parts: TbsParts): Uint8Array {
  return Uint8Array.from(
    Buffer.concat([
      parts.version,
      parts.serialNumber,
      parts.signature,
      parts.issuer,
      sequence(parts.notBefore, parts.notAfter),
      sequence(...parts.subject),
      parts.key,
      parts.afterKey,
      explicit(3, sequence(...parts.extensions)),
    ]),
  );
}

export function encode(parts: TbsParts): Uint8Array {
  return sequence(members(parts));
}

/** The parts with their last extension of `oid` replaced (by nothing, one or more). */
export function replaceExtension(parts: TbsParts, oid: string, ...others: readonly Uint8Array[]): TbsParts {
  const id = Buffer.from(objectIdentifier(oid));
  const index = parts.extensions.findLastIndex((candidate) => Buffer.from(candidate).includes(id));
  if (index < 0) throw new Error(`no extension ${oid} to replace`);
  return { ...parts, extensions: parts.extensions.toSpliced(index, 1, ...others) };
}

import type { Certificate } from '../../pki/certificate.ts';
import { readDer, type DerNode } from '../../pki/der/node.ts';
import { CertificateStatementError } from './error.ts';

/** What `circuits/certificate.circom` has room for, in octets and members. */
export const CircuitLimit = {
  /** 12 blocks of SHA-256 with their padding. */
  tbsOctets: 759,
  subjectNames: 8,
  relativeNameOctets: 127,
  attributeOidOctets: 10,
  extensions: 12,
  extensionOidOctets: 11,
  alternativeNames: 8,
  keyUsageOctets: 4,
} as const;

const KEY_USAGE = Buffer.from('551d0f', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('551d11', 'hex');
const NAME_CONSTRAINTS = Buffer.from('551d1e', 'hex');

/** Refuses a certificate that the circuit has no room for, with the part that is too large. */
export function checkLimits({ tbs, subject }: Certificate): void {
  atMost(tbs.length, CircuitLimit.tbsOctets, 'octets in the TBSCertificate');
  const members = readDer(tbs).children;
  const relativeNames = readDer(subject.der).children;
  atMost(relativeNames.length, CircuitLimit.subjectNames, 'relative distinguished names in the subject');
  relativeNames.forEach(checkRelativeName);
  const extensions = member(member(members, members.length - 1).children, 0).children;
  atMost(extensions.length, CircuitLimit.extensions, 'extensions');
  extensions.forEach(checkExtension);
}

function checkRelativeName(name: DerNode): void {
  atMost(name.children.length, 1, 'attributes in one relative distinguished name');
  atMost(name.content.length, CircuitLimit.relativeNameOctets, 'octets in a relative distinguished name');
  const type = member(member(name.children, 0).children, 0);
  atMost(type.content.length, CircuitLimit.attributeOidOctets, 'octets in the OID of an attribute');
}

function checkExtension(extension: DerNode): void {
  const oid = member(extension.children, 0).content;
  const value = member(extension.children, extension.children.length - 1).content;
  atMost(oid.length, CircuitLimit.extensionOidOctets, 'octets in the OID of an extension');
  if (KEY_USAGE.equals(oid)) atMost(value.length, CircuitLimit.keyUsageOctets, 'octets of keyUsage');
  if (SUBJECT_ALT_NAME.equals(oid)) {
    atMost(readDer(value).children.length, CircuitLimit.alternativeNames, 'names in subjectAltName');
  }
  if (NAME_CONSTRAINTS.equals(oid)) {
    for (const subtree of member(readDer(value).children, 0).children) {
      const name = member(member(subtree.children, 0).children, 0);
      name.children.forEach(checkRelativeName);
    }
  }
}

function member(nodes: readonly DerNode[], index: number): DerNode {
  const node = nodes[index];
  if (node === undefined)
    throw new CertificateStatementError('Limit', 'the certificate was not made by parseCertificate.');
  return node;
}

function atMost(found: number, limit: number, what: string): void {
  if (found > limit) {
    throw new CertificateStatementError('Limit', `${found} ${what}: the circuit has room for ${limit}.`);
  }
}

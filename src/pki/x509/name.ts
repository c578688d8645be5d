import { expect, Fields, objectIdentifier, sequenceOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { decodeString, isStringTag } from '../der/string.ts';
import { Tag, tagName } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { Oid, oidName } from '../oid.ts';

export interface NameAttribute {
  readonly oid: string;
  /** Identifier octet of the value's string type. */
  readonly tag: number;
  /** Value octets as encoded. */
  readonly octets: Uint8Array;
  readonly text: string;
  /** Index of the relative distinguished name it stands in. */
  readonly rdn: number;
}

/** A distinguished name (RFC 5280 4.1.2.4). */
export interface Name {
  readonly der: Uint8Array;
  readonly attributes: readonly NameAttribute[];
  /** For people, in the order of the encoding, escaped as RFC 4514 does. */
  readonly text: string;
}

const DIRECTORY_STRING: readonly number[] = [
  Tag.Utf8String,
  Tag.PrintableString,
  Tag.TeletexString,
  Tag.UniversalString,
  Tag.BmpString,
];
const PRINTABLE: readonly number[] = [Tag.PrintableString];
const IA5: readonly number[] = [Tag.Ia5String];

/** Attribute → string types RFC 5280 appendix A gives it. Others may be any string. */
const STRING_TYPES: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  [Oid.commonName, DIRECTORY_STRING],
  [Oid.surname, DIRECTORY_STRING],
  [Oid.serialNumber, PRINTABLE],
  [Oid.countryName, PRINTABLE],
  [Oid.localityName, DIRECTORY_STRING],
  [Oid.stateOrProvinceName, DIRECTORY_STRING],
  [Oid.streetAddress, DIRECTORY_STRING],
  [Oid.organizationName, DIRECTORY_STRING],
  [Oid.organizationalUnitName, DIRECTORY_STRING],
  [Oid.title, DIRECTORY_STRING],
  [Oid.givenName, DIRECTORY_STRING],
  [Oid.dnQualifier, PRINTABLE],
  [Oid.pseudonym, DIRECTORY_STRING],
  [Oid.domainComponent, IA5],
  [Oid.emailAddress, IA5],
]);

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [Oid.commonName, 'CN'],
  [Oid.serialNumber, 'serialNumber'],
  [Oid.countryName, 'C'],
  [Oid.localityName, 'L'],
  [Oid.stateOrProvinceName, 'ST'],
  [Oid.organizationName, 'O'],
  [Oid.organizationalUnitName, 'OU'],
  [Oid.domainComponent, 'DC'],
]);

/** Reads a Name that is not empty. `what` names it in messages. */
export function readName(node: DerNode, what: string): Name {
  const rdns = expect(node, Tag.Sequence, what).children;
  if (rdns.length === 0) throw new PkiError('Name', `${what} is empty; SGP.22 certificates name issuer and subject.`);
  const attributes = rdns.flatMap((rdn, index) => readRdn(rdn, index, what));
  return { der: node.bytes, attributes, text: nameText(attributes) };
}

/** Values of the attribute `oid`, in order. */
export function attributesOf(name: Name, oid: string): readonly NameAttribute[] {
  return name.attributes.filter((attribute) => attribute.oid === oid);
}

function readRdn(node: DerNode, rdn: number, what: string): NameAttribute[] {
  const attributes = sequenceOf(node, `${what} RelativeDistinguishedName`, Tag.Set).map((member) =>
    readAttribute(member, rdn, what),
  );
  const types = new Set(attributes.map(({ oid }) => oid));
  if (types.size !== attributes.length) {
    throw new PkiError('Name', `${what}: a RelativeDistinguishedName repeats an attribute type (X.501 9.3).`);
  }
  return attributes;
}

function readAttribute(node: DerNode, rdn: number, what: string): NameAttribute {
  const fields = new Fields(node, `${what} AttributeTypeAndValue`);
  const oid = objectIdentifier(fields.required(Tag.ObjectIdentifier, 'type'));
  const { tag, content: octets, offset } = fields.any('value');
  fields.end();
  const allowed = STRING_TYPES.get(oid);
  if (!isStringTag(tag) || (allowed !== undefined && !allowed.includes(tag))) {
    const expected = allowed?.map(tagName).join(' or ') ?? 'a string';
    throw new PkiError('DerString', `${what} ${oidName(oid)} is a ${tagName(tag)}, it must be ${expected}.`);
  }
  if (octets.length === 0) throw new PkiError('DerString', `${what} ${oidName(oid)} is an empty string.`);
  return { oid, tag, octets, text: decodeString(tag, octets, offset), rdn };
}

function nameText(attributes: readonly NameAttribute[]): string {
  return attributes
    .map(({ oid, text, rdn }, i) => {
      const separator = i === 0 ? '' : attributes[i - 1]?.rdn === rdn ? ' + ' : ', ';
      return `${separator}${SHORT_NAMES.get(oid) ?? oid}=${escape(text)}`;
    })
    .join('');
}

/** RFC 4514 2.4; control and direction characters too, so that a name cannot rewrite the terminal it is shown on. */
function escape(text: string): string {
  return text
    .replaceAll(/[,+"\\<>;]/g, '\\$&')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from(Buffer.from(character), (octet) => `\\${octet.toString(16).padStart(2, '0')}`).join(''),
    );
}

import { expect, Fields, sequenceOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { contextConstructed, Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { Oid } from '../oid.ts';
import { GeneralNameTag } from './generalName.ts';
import { attributesOf, readName } from './name.ts';

/** What an EUM may name in its eUICCs' subjects (SGP.22 4.5.2.1.0.2). */
export interface EumNameConstraints {
  /** Value octets of organizationName, 1 to 64, the same in all subtrees; the string type does not count. */
  readonly organization: Uint8Array;
  /** EIDs begin with one of these 1 to 4 digit strings, in the order of the certificate. */
  readonly prefixes: readonly string[];
}

const MAX_SUBTREES = 4;
/** ub-organization-name of X.520. */
export const MAX_ORGANIZATION_OCTETS = 64;
const PREFIX = /^[0-9]{1,32}$/;
const PERMITTED = contextConstructed(0);

/**
 * Reads an EUM's nameConstraints: permittedSubtrees only, each a directoryName of one organizationName and one serialNumber, the latter
 * an EID prefix. (RFC 5280 4.2.1.10 compares whole attributes; SGP.22 means a prefix.)
 */
export function readNameConstraints(node: DerNode): EumNameConstraints {
  const fields = new Fields(node, 'nameConstraints');
  const permitted = fields.required(PERMITTED, 'permittedSubtrees');
  if (fields.rest().length > 0) throw new PkiError('NameConstraints', 'excluded subtrees are not part of SGP.22.');
  const subtrees = sequenceOf(permitted, 'permittedSubtrees', PERMITTED);
  if (subtrees.length > MAX_SUBTREES) {
    throw new PkiError(
      'NameConstraints',
      `${subtrees.length} permitted subtrees; at most ${MAX_SUBTREES} are supported.`,
    );
  }
  const entries = subtrees.map(readSubtree);
  const [first] = entries as [ReturnType<typeof readSubtree>, ...unknown[]];
  if (entries.some(({ organization }) => Buffer.compare(organization, first.organization) !== 0)) {
    throw new PkiError('NameConstraints', 'the permitted subtrees name different organizations; one EUM has one.');
  }
  return { organization: first.organization, prefixes: entries.map(({ prefix }) => prefix) };
}

function readSubtree(node: DerNode): { organization: Uint8Array; prefix: string } {
  const fields = new Fields(node, 'GeneralSubtree');
  const base = fields.required(GeneralNameTag.directoryName, 'base');
  if (fields.rest().length > 0) throw new PkiError('NameConstraints', 'minimum and maximum are not part of RFC 5280.');
  const [inner, ...more] = base.children;
  if (inner === undefined || more.length > 0)
    throw new PkiError('NameConstraints', 'directoryName must hold one Name.');
  const name = readName(expect(inner, Tag.Sequence, 'directoryName'), 'permitted subtree');
  const [organization, secondOrganization] = attributesOf(name, Oid.organizationName);
  const [prefix, secondPrefix] = attributesOf(name, Oid.serialNumber);
  if ((organization === undefined || prefix === undefined || secondOrganization) ?? secondPrefix) {
    throw new PkiError(
      'NameConstraints',
      `permitted subtree "${name.text}" must be one organizationName and one serialNumber.`,
    );
  }
  if (name.attributes.length > 2) {
    throw new PkiError(
      'NameConstraints',
      `permitted subtree "${name.text}" constrains more than organization and EID.`,
    );
  }
  if (organization.octets.length > MAX_ORGANIZATION_OCTETS) {
    throw new PkiError('NameConstraints', `the organization has ${organization.octets.length} octets, more than 64.`);
  }
  if (!PREFIX.test(prefix.text)) {
    throw new PkiError('NameConstraints', `serialNumber "${prefix.text}" is no EID prefix (1 to 32 decimal digits).`);
  }
  return { organization: organization.octets, prefix: prefix.text };
}

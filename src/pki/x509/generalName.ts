import { sequenceOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { checkObjectIdentifier } from '../der/objectIdentifier.ts';
import { decodeString } from '../der/string.ts';
import { contextConstructed, contextPrimitive, Tag, tagName } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { readName } from './name.ts';

/** Identifier octets of the alternatives of GeneralName (RFC 5280 4.2.1.6). */
export const GeneralNameTag = {
  otherName: contextConstructed(0),
  rfc822Name: contextPrimitive(1),
  dNSName: contextPrimitive(2),
  x400Address: contextConstructed(3),
  directoryName: contextConstructed(4),
  ediPartyName: contextConstructed(5),
  uniformResourceIdentifier: contextPrimitive(6),
  iPAddress: contextPrimitive(7),
  registeredID: contextPrimitive(8),
} as const;

const TAGS: ReadonlySet<number> = new Set(Object.values(GeneralNameTag));
const IA5_TAGS: ReadonlySet<number> = new Set([
  GeneralNameTag.rfc822Name,
  GeneralNameTag.dNSName,
  GeneralNameTag.uniformResourceIdentifier,
]);

/** Members of GeneralNames, each checked to be one. `tag` where the SEQUENCE is implicitly tagged. */
export function readGeneralNames(node: DerNode, what: string, tag: number = Tag.Sequence): readonly DerNode[] {
  const names = sequenceOf(node, what, tag);
  for (const name of names) checkGeneralName(name, what);
  return names;
}

/** Texts of the IA5String alternatives with this tag. */
export function textsOf(names: readonly DerNode[], tag: number): readonly string[] {
  return names
    .filter((name) => name.tag === tag)
    .map(({ content, offset }) => decodeString(Tag.Ia5String, content, offset));
}

function checkGeneralName(name: DerNode, what: string): void {
  const { tag, content, offset, children } = name;
  if (!TAGS.has(tag)) {
    throw new PkiError(
      'DerStructure',
      `${what}: ${tagName(tag)} at offset ${offset} is no alternative of GeneralName.`,
    );
  }
  if (IA5_TAGS.has(tag)) {
    if (content.length === 0) throw new PkiError('DerString', `${what}: ${tagName(tag)} at offset ${offset} is empty.`);
    decodeString(Tag.Ia5String, content, offset);
  }
  if (tag === GeneralNameTag.registeredID) checkObjectIdentifier(content, offset);
  if (tag === GeneralNameTag.iPAddress && content.length !== 4 && content.length !== 16) {
    throw new PkiError('DerStructure', `${what}: an IP address of ${content.length} octets at offset ${offset}.`);
  }
  if (tag === GeneralNameTag.directoryName) {
    const [inner, ...others] = children;
    if (inner === undefined || others.length > 0) {
      throw new PkiError('DerStructure', `${what}: directoryName at offset ${offset} must hold one Name.`);
    }
    readName(inner, `${what} directoryName`);
  }
}

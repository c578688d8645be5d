import { expect, objectIdentifier, sequenceOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';

/** Purposes of extKeyUsage (RFC 5280 4.2.1.12), dotted. */
export function readExtendedKeyUsage(node: DerNode): readonly string[] {
  return sequenceOf(node, 'extKeyUsage').map((purpose) =>
    objectIdentifier(expect(purpose, Tag.ObjectIdentifier, 'KeyPurposeId')),
  );
}

import { objectIdentifier, sequence, setOf, text } from '../der/writer.ts';
import { Tag } from '../der/tag.ts';
import { Oid } from '../oid.ts';

/** Attribute type and value; each becomes a relative distinguished name of its own. */
export type Attribute = readonly [keyof typeof ATTRIBUTES, string];

/** Types and strings the GSMA test certificates use. */
const ATTRIBUTES = {
  C: { oid: Oid.countryName, tag: Tag.PrintableString },
  O: { oid: Oid.organizationName, tag: Tag.Utf8String },
  OU: { oid: Oid.organizationalUnitName, tag: Tag.Utf8String },
  CN: { oid: Oid.commonName, tag: Tag.Utf8String },
  serialNumber: { oid: Oid.serialNumber, tag: Tag.PrintableString },
} as const;

/** A Name (RFC 5280 4.1.2.4). */
export function name(...attributes: readonly Attribute[]): Uint8Array {
  return sequence(
    ...attributes.map(([type, value]) => {
      const { oid, tag } = ATTRIBUTES[type];
      return setOf(sequence(objectIdentifier(oid), text(tag, value)));
    }),
  );
}

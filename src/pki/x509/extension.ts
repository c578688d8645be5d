import { Fields, objectIdentifier, sequenceOf, trueOnly } from '../der/fields.ts';
import { readDer, type DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { oidName } from '../oid.ts';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content octets of extnValue. */
  readonly value: Uint8Array;
}

export type Extensions = ReadonlyMap<string, Extension>;

/**
 * Reads Extensions (RFC 5280 4.1.2.9): at least one, none twice, none critical that is not in `known`. What is in `known` must be
 * processed by the caller.
 */
export function readExtensions(node: DerNode, known: ReadonlySet<string>): Extensions {
  const extensions = new Map<string, Extension>();
  for (const member of sequenceOf(node, 'extensions')) {
    const extension = readExtension(member);
    const { oid, critical } = extension;
    if (extensions.has(oid)) throw new PkiError('DuplicateExtension', `extension ${oidName(oid)} occurs twice.`);
    if (critical && !known.has(oid)) {
      throw new PkiError('UnknownCriticalExtension', `critical extension ${oidName(oid)} is not understood here.`);
    }
    extensions.set(oid, extension);
  }
  return extensions;
}

function readExtension(node: DerNode): Extension {
  const fields = new Fields(node, 'Extension');
  const oid = objectIdentifier(fields.required(Tag.ObjectIdentifier, 'extnID'));
  const critical = trueOnly(fields.optional(Tag.Boolean), `critical of extension ${oidName(oid)}`);
  const { content: value } = fields.required(Tag.OctetString, 'extnValue');
  fields.end();
  return { oid, critical, value };
}

/** Reads the DER value of the extension `oid`, if it is there. Errors name the extension. */
export function readExtensionValue<T>(extensions: Extensions, oid: string, read: (value: DerNode) => T): T | undefined {
  const extension = extensions.get(oid);
  if (extension === undefined) return undefined;
  try {
    return read(readDer(extension.value));
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new PkiError(cause.code, `extension ${oidName(oid)}: ${cause.message}`, { cause });
  }
}

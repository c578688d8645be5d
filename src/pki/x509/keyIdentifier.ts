import { expect, Fields } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { checkInteger } from '../der/primitive.ts';
import { contextConstructed, contextPrimitive, Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';
import { readGeneralNames } from './generalName.ts';

/** subjectKeyIdentifier (RFC 5280 4.2.1.2). */
export function readSubjectKeyIdentifier(node: DerNode): Uint8Array {
  return notEmpty(expect(node, Tag.OctetString, 'subjectKeyIdentifier'), 'subjectKeyIdentifier');
}

/** keyIdentifier of authorityKeyIdentifier (RFC 5280 4.2.1.1). Issuer and serial number may stand beside it; they are not used. */
export function readAuthorityKeyIdentifier(node: DerNode): Uint8Array | undefined {
  const fields = new Fields(node, 'authorityKeyIdentifier');
  const keyIdentifier = fields.optional(contextPrimitive(0));
  const issuer = fields.optional(contextConstructed(1));
  const serialNumber = fields.optional(contextPrimitive(2));
  fields.end();
  if (issuer !== undefined) readGeneralNames(issuer, 'authorityCertIssuer', contextConstructed(1));
  if (serialNumber !== undefined) checkInteger(serialNumber.content, serialNumber.offset);
  if ((issuer === undefined) !== (serialNumber === undefined)) {
    throw new PkiError(
      'Extension',
      'authorityCertIssuer and authorityCertSerialNumber must stand together or not at all.',
    );
  }
  return keyIdentifier && notEmpty(keyIdentifier, 'authorityKeyIdentifier');
}

function notEmpty({ content }: DerNode, what: string): Uint8Array {
  if (content.length === 0) throw new PkiError('Extension', `${what} is empty.`);
  return content;
}

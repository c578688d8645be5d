import { Fields, trueOnly, unsigned } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { Tag } from '../der/tag.ts';
import { PkiError } from '../error.ts';

/** basicConstraints (RFC 5280 4.2.1.9). */
export interface BasicConstraints {
  readonly cA: boolean;
  /** CAs that may follow below; undefined: any number. */
  readonly pathLenConstraint: number | undefined;
}

/** A longer line than any PKI has. */
const MAX_PATH_LENGTH = 127n;

export function readBasicConstraints(node: DerNode): BasicConstraints {
  const fields = new Fields(node, 'basicConstraints');
  const cA = trueOnly(fields.optional(Tag.Boolean), 'cA');
  const length = fields.optional(Tag.Integer);
  fields.end();
  if (length === undefined) return { cA, pathLenConstraint: undefined };
  const pathLenConstraint = unsigned(length, 'pathLenConstraint');
  if (!cA) throw new PkiError('BasicConstraints', 'pathLenConstraint stands in a certificate that is no CA.');
  if (pathLenConstraint > MAX_PATH_LENGTH) {
    throw new PkiError('BasicConstraints', `pathLenConstraint ${pathLenConstraint} is above ${MAX_PATH_LENGTH}.`);
  }
  return { cA, pathLenConstraint: Number(pathLenConstraint) };
}

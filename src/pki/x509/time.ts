import type { DerNode } from '../der/node.ts';
import { Tag, tagName } from '../der/tag.ts';
import { decodeTime } from '../der/time.ts';
import { PkiError } from '../error.ts';

/** Time (RFC 5280 4.1.2.5), Unix seconds. */
export function readTime({ tag, content, offset }: DerNode): bigint {
  if (tag !== Tag.UtcTime && tag !== Tag.GeneralizedTime) {
    throw new PkiError('DerTime', `offset ${offset}: ${tagName(tag)} where a time must be.`);
  }
  return decodeTime(tag, content, offset);
}

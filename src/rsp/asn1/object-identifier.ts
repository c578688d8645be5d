import { checkObjectIdentifier, objectIdentifierOctets, objectIdentifierText } from '../../pki/der/objectIdentifier.ts';
import { PkiError } from '../../pki/error.ts';
import { Tag } from '../tlv/tag.ts';
import type { Codec } from './codec.ts';
import { pattern } from './pattern.ts';

const MAX_OCTETS = 64;
/** Arcs up to 2^63: more than any that a server's identifier has. */
const DOTTED = /^(?:[01]\.(?:[0-9]|[1-3][0-9])|2\.(?:0|[1-9][0-9]{0,17}))(?:\.(?:0|[1-9][0-9]{0,17})){0,6}$/;

/** OBJECT IDENTIFIER, dotted: `2.999.10`. */
export function objectIdentifier(tag: number = Tag.ObjectIdentifier): Codec<string> {
  return pattern(tag, {
    pattern: DOTTED,
    not: 'no object identifier',
    toText: dotted,
    toOctets: objectIdentifierOctets,
  });
}

function dotted(content: Uint8Array): string {
  if (content.length > MAX_OCTETS) return '';
  try {
    checkObjectIdentifier(content, 0);
  } catch (error) {
    if (error instanceof PkiError) return '';
    throw error;
  }
  return objectIdentifierText(content);
}

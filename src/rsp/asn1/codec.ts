import { RspError } from '../error.ts';
import { Element, MAX_MESSAGE_OCTETS } from '../tlv/element.ts';
import { tagText } from '../tlv/tag.ts';
import type { Shape } from './shape.ts';

/**
 * An ASN.1 type with its tag: reads a value from one element and writes it as one. `path` names the place in messages.
 * Reading takes what chips and servers send in BER; writing is DER.
 */
export interface Codec<T> {
  /** Tags that an element of this type may have: one, but for a CHOICE without a tag of its own. The first is written. */
  readonly tags: readonly number[];
  readonly shape: Shape;
  /** Largest encoding that {@link decode} takes, where it is not MAX_MESSAGE_OCTETS. */
  readonly maxOctets?: number;
  /** The element's tag is one of {@link tags}. Throws {@link RspError}. */
  read(element: Element, path: string): T;
  /** Throws {@link RspError} Value where the type does not have such a value. */
  write(value: T, path: string): Uint8Array;
}

/** The TypeScript type of a codec's values. */
export type Value<C> = C extends Codec<infer T> ? T : never;

/** Reads one encoding, which fills `octets`. The value's octets are copies. Throws {@link RspError}. */
export function decode<T>(codec: Codec<T>, octets: Uint8Array): T {
  // A copy: views stay what was checked, whatever the caller does with his buffer.
  const input = octets.length > (codec.maxOctets ?? MAX_MESSAGE_OCTETS) ? octets : Uint8Array.from(octets);
  return readAs(codec, Element.read(input, codec.maxOctets), 'value');
}

/** Writes `value` in DER. Throws {@link RspError} Value. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  return codec.write(value, 'value');
}

/** Whether `octets` begin with a tag of `codec`: tells apart messages that come the same way. */
export function isEncodingOf(codec: Codec<unknown>, octets: Uint8Array): boolean {
  try {
    return codec.tags.includes(Element.read(octets, codec.maxOctets).tag);
  } catch (error) {
    if (error instanceof RspError) return false;
    throw error;
  }
}

/** Reads `element` after a check of its tag. */
export function readAs<T>(codec: Codec<T>, element: Element, path: string): T {
  if (!codec.tags.includes(element.tag)) {
    const wanted = codec.tags.map(tagText).join(' or ');
    throw new RspError(
      'UnexpectedTag',
      `${path} at offset ${element.offset} must be ${wanted}, it is ${tagText(element.tag)}.`,
    );
  }
  return codec.read(element, path);
}

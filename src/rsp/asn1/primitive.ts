import { RspError } from '../error.ts';
import type { Element } from '../tlv/element.ts';
import { isConstructed, tagText } from '../tlv/tag.ts';
import { tlv } from '../tlv/writer.ts';
import type { Codec } from './codec.ts';
import type { Shape } from './shape.ts';

/** How a primitive type's value is found in content octets and put there; either returns the reason where it cannot. */
export interface Content<T> {
  read(content: Uint8Array): T | Refused;
  write(value: T): Uint8Array | Refused;
}

/** Why content octets or a value are refused, as the end of the sentence `... at offset 5 `. */
export class Refused {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** A codec of a type without members, from its content. */
export function primitive<T>(tag: number, shape: Shape, content: Content<T>): Codec<T> {
  if (isConstructed(tag)) throw new RangeError(`${tagText(tag)} is constructed`);
  return {
    tags: [tag],
    shape,
    read(element: Element, path) {
      const value = content.read(element.content);
      if (value instanceof Refused) {
        throw new RspError('Value', `${path} (${tagText(element.tag)}) at offset ${element.offset} ${value.why}.`);
      }
      return value;
    },
    write(value, path) {
      const octets = content.write(value);
      if (octets instanceof Refused) throw new RspError('Value', `${path} (${tagText(tag)}) ${octets.why}.`);
      return tlv(tag, octets);
    },
  };
}

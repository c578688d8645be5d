import { RspError } from '../error.ts';
import { readHeader } from './header.ts';
import { isConstructed, tagText } from './tag.ts';

/** The deepest structure of SGP.22, an AuthenticateServer response, nests 8 levels. */
export const MAX_DEPTH = 16;
/** Of a message other than a profile package or a CRL. The longest of SGP.22, a list of notifications, has about 2,000 octets an entry. */
export const MAX_MESSAGE_OCTETS = 262_144;

/** One tag-length-value. Its octets are views on the input, never encoded again, so a signature is checked over what came. */
export class Element {
  /** Identifier octets as one number: `0xbf38`. */
  readonly tag: number;
  /** Whole encoding, header included. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  /** Of the identifier octets in the input, for messages. */
  readonly offset: number;
  readonly #depth: number;
  #children: readonly Element[] | undefined;

  private constructor(input: Uint8Array, base: number, offset: number, limit: number, depth: number) {
    const { tag, contentStart, end } = readHeader(input, offset, limit);
    this.tag = tag;
    this.bytes = input.subarray(offset, end);
    this.content = input.subarray(contentStart, end);
    this.offset = base + offset;
    this.#depth = depth;
  }

  /**
   * Reads exactly one element, which fills `input`. Its members are read when they are asked for.
   * Throws {@link RspError} TlvTooLarge above `maxOctets`, TlvTrailingBytes, TlvTruncated, TlvTag or TlvLength.
   */
  static read(input: Uint8Array, maxOctets = MAX_MESSAGE_OCTETS): Element {
    if (input.length > maxOctets) {
      throw new RspError('TlvTooLarge', `${input.length} octets are more than the ${maxOctets} allowed here.`);
    }
    const element = new Element(input, 0, 0, input.length, 0);
    const trailing = input.length - element.bytes.length;
    if (trailing > 0) {
      throw new RspError(
        'TlvTrailingBytes',
        `${trailing} octets follow the end of ${tagText(element.tag)} at offset ${element.bytes.length}.`,
      );
    }
    return element;
  }

  /** Members of a constructed element, in order. Throws {@link RspError}: of a primitive one UnexpectedTag, below {@link MAX_DEPTH} TlvTooDeep. */
  get children(): readonly Element[] {
    return (this.#children ??= this.#readChildren());
  }

  #readChildren(): readonly Element[] {
    if (!isConstructed(this.tag)) {
      throw new RspError('UnexpectedTag', `${tagText(this.tag)} at offset ${this.offset} has no members.`);
    }
    if (this.#depth + 1 >= MAX_DEPTH) {
      throw new RspError('TlvTooDeep', `offset ${this.offset} nests more than ${MAX_DEPTH} levels deep.`);
    }
    const children: Element[] = [];
    const base = this.offset + this.bytes.length - this.content.length;
    for (let next = 0; next < this.content.length;) {
      const child = new Element(this.content, base, next, this.content.length, this.#depth + 1);
      children.push(child);
      next += child.bytes.length;
    }
    return children;
  }
}

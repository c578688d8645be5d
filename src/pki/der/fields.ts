import { PkiError } from '../error.ts';
import { checkBoolean, checkInteger } from './primitive.ts';
import { objectIdentifierText } from './objectIdentifier.ts';
import type { DerNode } from './node.ts';
import { Tag, tagName } from './tag.ts';

/** Walks the members of a SEQUENCE in order. `what` names the ASN.1 type in messages. */
export class Fields {
  readonly #members: readonly DerNode[];
  readonly #what: string;
  #next = 0;

  constructor(sequence: DerNode, what: string, tag: number = Tag.Sequence) {
    this.#members = expect(sequence, tag, what).children;
    this.#what = what;
  }

  /** The next member, of type `tag`. */
  required(tag: number, member: string): DerNode {
    const node = this.any(member);
    return expect(node, tag, `${this.#what}.${member}`);
  }

  /** The next member, of any type. */
  any(member: string): DerNode {
    const node = this.#members[this.#next++];
    if (node === undefined) throw new PkiError('DerStructure', `${this.#what} ends before ${member}.`);
    return node;
  }

  /** The next member if it is of type `tag`. */
  optional(tag: number): DerNode | undefined {
    const node = this.#members[this.#next];
    if (node?.tag !== tag) return undefined;
    this.#next++;
    return node;
  }

  /** Members that are left, all of them. */
  rest(): readonly DerNode[] {
    const rest = this.#members.slice(this.#next);
    this.#next = this.#members.length;
    return rest;
  }

  /** Refuses members the type does not have. */
  end(): void {
    const node = this.#members[this.#next];
    if (node !== undefined) {
      throw new PkiError(
        'DerStructure',
        `${this.#what} has an unexpected ${tagName(node.tag)} at offset ${node.offset}.`,
      );
    }
  }
}

export function expect(node: DerNode, tag: number, what: string): DerNode {
  if (node.tag !== tag) {
    throw new PkiError(
      'DerStructure',
      `${what} at offset ${node.offset} must be ${tagName(tag)}, it is ${tagName(node.tag)}.`,
    );
  }
  return node;
}

/** Members of a SEQUENCE OF that must not be empty. */
export function sequenceOf(node: DerNode, what: string, tag: number = Tag.Sequence): readonly DerNode[] {
  const { children } = expect(node, tag, what);
  if (children.length === 0) throw new PkiError('DerStructure', `${what} at offset ${node.offset} is empty.`);
  return children;
}

/** Value of a BOOLEAN, also an implicitly tagged one. DER leaves a default out, so where FALSE is the default only TRUE may occur. */
export function trueOnly(node: DerNode | undefined, what: string): boolean {
  if (node === undefined) return false;
  checkBoolean(node.content, node.offset);
  if (node.content[0] !== 0xff) {
    throw new PkiError(
      'DerBoolean',
      `${what} at offset ${node.offset}: FALSE is the default and must be left out (X.690 11.5).`,
    );
  }
  return true;
}

/** Value of a non-negative INTEGER or ENUMERATED, also an implicitly tagged one. */
export function unsigned(node: DerNode, what: string): bigint {
  checkInteger(node.content, node.offset);
  if ((node.content[0] ?? 0) >= 0x80) {
    throw new PkiError('DerInteger', `${what} at offset ${node.offset} is negative.`);
  }
  return BigInt(`0x${Buffer.from(node.content).toString('hex')}`);
}

export function objectIdentifier(node: DerNode): string {
  return objectIdentifierText(node.content);
}

import { RspError } from '../error.ts';
import type { Element } from '../tlv/element.ts';
import { tagText } from '../tlv/tag.ts';
import { tlv } from '../tlv/writer.ts';
import { type Codec, readAs, type Value } from './codec.ts';

type Alternatives = Readonly<Record<string, Codec<unknown>>>;

/** Which alternative, and its value: switch on `kind`. */
export type ChoiceValue<A extends Alternatives> = {
  readonly [K in keyof A & string]: { readonly kind: K; readonly value: Value<A[K]> };
}[keyof A & string];

/** CHOICE without a tag of its own. */
export function choice<const A extends Alternatives>(alternatives: A): Codec<ChoiceValue<A>> {
  const entries = Object.entries<Codec<unknown>>(alternatives);
  const shapes = Object.fromEntries(entries.map(([kind, { shape }]) => [kind, shape]));
  return {
    tags: entries.flatMap(([, { tags }]) => tags),
    shape: { kind: 'choice', alternatives: shapes },
    read(element, path) {
      const [kind, codec] = entries.find(([, { tags }]) => tags.includes(element.tag))!;
      return { kind, value: codec.read(element, `${path}.${kind}`) } as ChoiceValue<A>;
    },
    write({ kind, value }, path) {
      const codec = Object.hasOwn(alternatives, kind) ? alternatives[kind] : undefined;
      if (codec === undefined) throw new RspError('Value', `${path} has no alternative ${JSON.stringify(kind)}.`);
      return codec.write(value, `${path}.${kind}`);
    },
  };
}

/** `[tag] EXPLICIT`: one element around another; a CHOICE is always tagged so (X.680 31.2.7). */
export function explicit<T>(tag: number, inner: Codec<T>): Codec<T> {
  return {
    tags: [tag],
    shape: inner.shape,
    read: (element, path) => readAs(inner, only(element, path), path),
    write: (value, path) => tlv(tag, inner.write(value, path)),
  };
}

function only(element: Element, path: string): Element {
  const [first, second] = element.children;
  const where = `${path} (${tagText(element.tag)}) at offset ${element.offset}`;
  if (first === undefined) throw new RspError('MemberMissing', `${where} is empty.`);
  if (second !== undefined) throw new RspError('MemberOrder', `${where} has more than one member.`);
  return first;
}

import { RspError } from '../error.ts';
import type { Element } from '../tlv/element.ts';
import { Tag, tagText } from '../tlv/tag.ts';
import { tlv } from '../tlv/writer.ts';
import type { Codec, Value } from './codec.ts';

/** A member that may be absent; its property is then absent too. */
export type Optional<T> = Codec<T> & { readonly isOptional: true };
/** A member that is left out where it has its default value (X.690 11.5); its property is always there. */
export type WithDefault<T> = Codec<T> & { readonly defaultValue: T };

export function optional<T>(codec: Codec<T>): Optional<T> {
  return { ...codec, isOptional: true };
}

export function withDefault<T extends string | number | boolean>(codec: Codec<T>, defaultValue: T): WithDefault<T> {
  return { ...codec, defaultValue };
}

export type Members = Readonly<Record<string, MemberCodec>>;
type MemberCodec = Codec<unknown> & { readonly isOptional?: true; readonly defaultValue?: unknown };

type Present<M extends Members> = {
  readonly [K in keyof M as M[K] extends { readonly isOptional: true } ? never : K]: Value<M[K]>;
};
type Absentable<M extends Members> = {
  readonly [K in keyof M as M[K] extends { readonly isOptional: true } ? K : never]?: Value<M[K]> | undefined;
};
/** An object with these members, spelled out for whoever reads it in an editor. */
export type SequenceValue<M extends Members> = Flat<Present<M> & Absentable<M>>;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** `'inOrder'` as ASN.1 has it; `'anyOrder'` for what some chips send otherwise, where no two members share a tag. */
export type Order = 'inOrder' | 'anyOrder';

/**
 * SEQUENCE with these members, in this order. Elements of unknown tags are skipped (SGP.22 annex H: EXTENSIBILITY IMPLIED);
 * a member that comes twice, or before one it must follow, is refused: two readers could take different ones.
 */
export function sequence<const M extends Members>(
  members: M,
  tag: number = Tag.Sequence,
  order: Order = 'inOrder',
): Codec<SequenceValue<M>> {
  const entries = Object.entries<MemberCodec>(members);
  return {
    tags: [tag],
    shape: { kind: 'sequence', members },
    read(element, path) {
      const found = order === 'inOrder' ? matchInOrder(entries, element, path) : matchAnyOrder(entries, element, path);
      const value: Record<string, unknown> = {};
      for (const [index, [name, codec]] of entries.entries()) {
        const member = found[index];
        if (member !== undefined) value[name] = codec.read(member, `${path}.${name}`);
        else if (codec.defaultValue !== undefined) value[name] = codec.defaultValue;
        else if (codec.isOptional !== true) throw missing(element, `${path}.${name}`, codec);
      }
      return value as SequenceValue<M>;
    },
    write(value, path) {
      const values = value as Readonly<Record<string, unknown>>;
      const parts = entries.map(([name, codec]) => {
        const member = values[name];
        if (member === codec.defaultValue && member !== undefined) return new Uint8Array();
        if (member !== undefined) return codec.write(member, `${path}.${name}`);
        if (codec.isOptional === true) return new Uint8Array();
        throw new RspError('MemberMissing', `${path}.${name} (${codec.tags.map(tagText).join(' or ')}) is missing.`);
      });
      return tlv(tag, ...parts);
    },
  };
}

type Entries = readonly (readonly [string, MemberCodec])[];

/** Each element goes to the next member of its tag; a member passed over is absent. */
function matchInOrder(entries: Entries, element: Element, path: string): (Element | undefined)[] {
  const found: (Element | undefined)[] = [];
  let next = 0;
  for (const child of element.children) {
    const at = entries.findIndex(([, { tags }], index) => index >= next && tags.includes(child.tag));
    if (at >= 0) {
      found[at] = child;
      next = at + 1;
    } else if (entries.some(([, { tags }]) => tags.includes(child.tag))) {
      throw outOfOrder(child, path);
    }
  }
  return found;
}

function matchAnyOrder(entries: Entries, element: Element, path: string): (Element | undefined)[] {
  const found: (Element | undefined)[] = [];
  for (const child of element.children) {
    const at = entries.findIndex(([, { tags }]) => tags.includes(child.tag));
    if (at < 0) continue;
    if (found[at] !== undefined) throw outOfOrder(child, path);
    found[at] = child;
  }
  return found;
}

function missing(element: Element, path: string, { tags }: MemberCodec): RspError {
  const tag = tags.map(tagText).join(' or ');
  return new RspError(
    'MemberMissing',
    `${path} (${tag}) is missing in the ${tagText(element.tag)} at offset ${element.offset}.`,
  );
}

function outOfOrder(child: Element, path: string): RspError {
  return new RspError(
    'MemberOrder',
    `${path} has ${tagText(child.tag)} at offset ${child.offset} twice or out of order.`,
  );
}

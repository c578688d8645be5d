import { Tag } from '../tlv/tag.ts';
import { tlv } from '../tlv/writer.ts';
import { type Codec, readAs } from './codec.ts';

/** `'skip'` where later versions add alternatives to the items' CHOICE. */
export type UnknownItems = 'refuse' | 'skip';

/** SEQUENCE OF, also an empty one. */
export function list<T>(
  item: Codec<T>,
  tag: number = Tag.Sequence,
  unknown: UnknownItems = 'refuse',
): Codec<readonly T[]> {
  return {
    tags: [tag],
    shape: { kind: 'list', item: item.shape },
    read(element, path) {
      const elements = element.children.filter((child) => unknown === 'refuse' || item.tags.includes(child.tag));
      return elements.map((child, i) => readAs(item, child, `${path}[${i}]`));
    },
    write: (value, path) => tlv(tag, ...value.map((each, i) => item.write(each, `${path}[${i}]`))),
  };
}

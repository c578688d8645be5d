import type { Codec } from '../asn1/codec.ts';
import { primitive, Refused } from '../asn1/primitive.ts';
import { RspError } from '../error.ts';
import { readTag } from '../tlv/header.ts';
import { ApplicationTag, tagOctets } from '../tlv/tag.ts';

/** 5C: tags of the data wanted, each as one number (`0x9f70`). */
export const TagList: Codec<readonly number[]> = primitive<readonly number[]>(
  ApplicationTag.TagList,
  { kind: 'tagList' },
  {
    read(content) {
      const tags: number[] = [];
      try {
        for (let offset = 0; offset < content.length;) {
          const { tag, next } = readTag(content, offset, content.length);
          tags.push(tag);
          offset = next;
        }
      } catch (error) {
        if (error instanceof RspError) return new Refused('is no list of tags');
        throw error;
      }
      return tags;
    },
    write: (tags) => Uint8Array.from(tags.flatMap(tagOctets)),
  },
);

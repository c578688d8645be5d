import fc from 'fast-check';
import type { Codec } from '../../../src/rsp/asn1/codec.ts';
import { encodeExact } from '../../../src/rsp/asn1/exact.ts';
import type { Shape } from '../../../src/rsp/asn1/shape.ts';
import { tlv } from '../../../src/rsp/tlv/writer.ts';

/** Values of a codec, from its shape. */
export function valuesOf<T>(codec: Codec<T>): fc.Arbitrary<T> {
  return ofShape(codec.shape) as fc.Arbitrary<T>;
}

function ofShape(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.kind === 'octets') return fc.uint8Array({ minLength: shape.min, maxLength: shape.max });
  if (shape.kind === 'integer')
    return fc.oneof(
      fc.constant(shape.max),
      fc.maxSafeNat().map((n) => n % (shape.max + 1)),
    );
  if (shape.kind === 'boolean') return fc.boolean();
  if (shape.kind === 'text') return fc.string({ unit: 'binary', maxLength: shape.max });
  if (shape.kind === 'pattern') return fc.stringMatching(shape.pattern);
  if (shape.kind === 'bits') return fc.subarray([...shape.names, `bit${shape.names.length + 9}`]);
  if (shape.kind === 'tagList') return fc.array(fc.constantFrom(0x5a, 0x4f, 0x90, 0x9f70, 0xb7, 0xbf76));
  if (shape.kind === 'element') return fc.uint8Array({ maxLength: 300 }).map((content) => tlv(shape.tag, content));
  if (shape.kind === 'list') return fc.array(ofShape(shape.item), { maxLength: 4 });
  if (shape.kind === 'exact') {
    const codec = shape.of as Codec<unknown>;
    return valuesOf(codec).map((value) => encodeExact(codec, value));
  }
  if (shape.kind === 'choice') {
    return fc.oneof(
      ...Object.entries(shape.alternatives).map(([kind, of]) => ofShape(of).map((value) => ({ kind, value }))),
    );
  }
  const members = Object.entries(shape.members);
  return fc.record(Object.fromEntries(members.map(([name, member]) => [name, ofShape(member.shape)])), {
    requiredKeys: members.filter(([, { isOptional }]) => isOptional !== true).map(([name]) => name),
    noNullPrototype: true,
  });
}

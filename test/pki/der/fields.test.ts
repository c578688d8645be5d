import { expect } from 'chai';
import { expect as expectTag, Fields, sequenceOf, trueOnly, unsigned } from '../../../src/pki/der/fields.ts';
import { readDer } from '../../../src/pki/der/node.ts';
import { contextPrimitive, Tag } from '../../../src/pki/der/tag.ts';
import { integer } from '../../../src/pki/der/writer.ts';
import { expectRefusal, octets } from '../support/refusal.ts';

const fields = (hex: string): Fields => new Fields(readDer(octets(hex)), 'Thing');

describe('Fields', () => {
  it('gives members in order and knows the end', () => {
    const thing = fields('30 06 02 01 05 01 01 ff');
    expect(thing.required(Tag.Integer, 'number').content).to.deep.equal(octets('05'));
    expect(thing.optional(Tag.Integer)).to.equal(undefined);
    expect(thing.optional(Tag.Boolean)?.content).to.deep.equal(octets('ff'));
    thing.end();
    expectRefusal('DerStructure', () => thing.required(Tag.Integer, 'more'), 'Thing', 'more');
  });

  it('refuses another type and a member too many, naming both', () => {
    expectRefusal(
      'DerStructure',
      () => fields('30 03 02 01 05').required(Tag.Boolean, 'flag'),
      'Thing.flag',
      'Boolean',
    );
    expectRefusal('DerStructure', () => fields('30 03 02 01 05').end(), 'unexpected Integer');
    expectRefusal('DerStructure', () => fields('02 01 05'), 'Sequence');
    expectRefusal('DerStructure', () => expectTag(readDer(octets('80 00')), Tag.Null, 'thing'), '[0]');
  });

  it('refuses an empty SEQUENCE OF [S48]', () => {
    expectRefusal('DerStructure', () => sequenceOf(readDer(octets('30 00')), 'list'), 'empty');
  });

  it('refuses a default that is written out, and checks implicitly tagged values like others [S48]', () => {
    expectRefusal('DerBoolean', () => trueOnly(readDer(octets('01 01 00')), 'flag'), 'left out');
    expectRefusal('DerBoolean', () => trueOnly(readDer(octets('81 01 01')), 'flag'));
    expectRefusal('DerInteger', () => unsigned(readDer(octets('82 02 00 01')), 'number'));
    expectRefusal('DerInteger', () => unsigned(readDer(octets('02 01 80')), 'number'), 'negative');
    expect(trueOnly(readDer(octets('81 01 ff')), 'flag')).to.equal(true);
    expect(trueOnly(undefined, 'flag')).to.equal(false);
  });

  it('reads back the integers it writes, with a sign octet where one is needed', () => {
    for (const value of [0n, 1n, 127n, 128n, 255n, 256n, 1n << 159n]) {
      expect(unsigned(readDer(integer(value)), 'number')).to.equal(value);
      expect(unsigned(readDer(integer(value, contextPrimitive(2))), 'number')).to.equal(value);
    }
  });
});

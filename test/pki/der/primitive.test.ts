import { expect } from 'chai';
import { readDer } from '../../../src/pki/der/node.ts';
import { objectIdentifierOctets, objectIdentifierText } from '../../../src/pki/der/objectIdentifier.ts';
import { decodeString } from '../../../src/pki/der/string.ts';
import { Tag } from '../../../src/pki/der/tag.ts';
import { expectRefusal, octets } from '../support/refusal.ts';

const read = (hex: string) => () => readDer(octets(hex));
const accept = (hex: string) => expect(readDer(octets(hex)).bytes.length).to.equal(octets(hex).length);

describe('values of primitive types', () => {
  it('refuses a BOOLEAN that is neither 00 nor ff, and one of two octets [S48]', () => {
    expectRefusal('DerBoolean', read('01 01 01'), '01');
    expectRefusal('DerBoolean', read('01 01 fe'));
    expectRefusal('DerBoolean', read('01 02 ff ff'));
    expectRefusal('DerBoolean', read('01 00'));
    accept('01 01 ff');
    accept('01 01 00');
  });

  it('refuses an INTEGER that is empty or not minimal [S48]', () => {
    expectRefusal('DerInteger', read('02 00'));
    expectRefusal('DerInteger', read('02 02 00 7f'), '007f');
    expectRefusal('DerInteger', read('02 02 ff 80'));
    expectRefusal('DerInteger', read('0a 02 00 01'));
    accept('02 02 00 80');
    accept('02 02 ff 7f');
    accept('02 01 00');
  });

  it('refuses a BIT STRING with wrong unused bits [S48]', () => {
    expectRefusal('DerBitString', read('03 00'));
    expectRefusal('DerBitString', read('03 02 08 00'));
    expectRefusal('DerBitString', read('03 01 01'));
    expectRefusal('DerBitString', read('03 02 04 f8'));
    accept('03 02 04 f0');
    accept('03 01 00');
  });

  it('refuses a NULL with content [S48]', () => {
    expectRefusal('DerNull', read('05 01 00'));
    accept('05 00');
  });

  it('refuses an OBJECT IDENTIFIER that is empty, padded, cut off or endless [S48]', () => {
    expectRefusal('DerObjectIdentifier', read('06 00'));
    expectRefusal('DerObjectIdentifier', read('06 03 2a 80 01'));
    expectRefusal('DerObjectIdentifier', read('06 02 80 01'));
    expectRefusal('DerObjectIdentifier', read('06 02 2a 86'));
    expectRefusal('DerObjectIdentifier', read(`06 1f 2a ${'ff'.repeat(29)} 01`));
    accept('06 03 2a 86 48');
  });

  it('spells object identifiers of all three top arcs', () => {
    for (const [hex, text] of [
      ['00', '0.0'],
      ['27', '0.39'],
      ['2a8648ce3d040302', '1.2.840.10045.4.3.2'],
      ['883705', '2.999.5'],
      ['678112010201 04'.replace(' ', ''), '2.23.146.1.2.1.4'],
      ['69819ad2f5c8a0b1c2d3e4f5a69701', undefined],
    ] as const) {
      if (text === undefined) {
        expect(Buffer.from(objectIdentifierOctets(objectIdentifierText(octets(hex)))).toString('hex')).to.equal(hex);
      } else {
        expect(objectIdentifierText(octets(hex))).to.equal(text);
        expect(Buffer.from(objectIdentifierOctets(text)).toString('hex')).to.equal(hex);
      }
    }
    expect(() => objectIdentifierOctets('2')).to.throw(RangeError);
  });

  it('refuses characters outside a string type [S48]', () => {
    expectRefusal('DerString', read('13 01 40'), 'PrintableString');
    expectRefusal('DerString', read('13 01 2a'));
    expectRefusal('DerString', read('12 01 41'), 'NumericString');
    expectRefusal('DerString', read('16 01 80'), 'Ia5String');
    expectRefusal('DerString', read('1a 01 0a'), 'VisibleString');
    expectRefusal('DerString', read('0c 02 c3 28'), 'Utf8String');
    expectRefusal('DerString', read('0c 02 c0 80'));
    expectRefusal('DerString', read('0c 03 ed a0 80'));
    expectRefusal('DerString', read('1e 01 41'), 'BmpString');
    expectRefusal('DerString', read('1e 04 d8 3d de 00'));
    expectRefusal('DerString', read('1c 03 00 00 41'), 'UniversalString');
    expectRefusal('DerString', read('1c 04 00 11 00 00'));
    expectRefusal('DerString', read('1c 04 00 00 d8 00'));
  });

  it('decodes every string type', () => {
    expect(decodeString(Tag.Utf8String, octets('c39c'), 0)).to.equal('Ü');
    expect(decodeString(Tag.Utf8String, octets('efbbbf41'), 0)).to.equal('\ufeffA');
    expect(decodeString(Tag.TeletexString, octets('dc'), 0)).to.equal('Ü');
    expect(decodeString(Tag.BmpString, octets('65e5'), 0)).to.equal('日');
    expect(decodeString(Tag.UniversalString, octets('0001f4a9'), 0)).to.equal('\u{1f4a9}');
    expect(decodeString(Tag.NumericString, octets('3120'), 0)).to.equal('1 ');
    expect(decodeString(Tag.VisibleString, octets('7e'), 0)).to.equal('~');
    expect(decodeString(Tag.Ia5String, octets('40'), 0)).to.equal('@');
  });
});

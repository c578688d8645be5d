import { expect } from 'chai';
import { bits } from '../../../src/rsp/asn1/bits.ts';
import { boolean } from '../../../src/rsp/asn1/boolean.ts';
import { decode, encode } from '../../../src/rsp/asn1/codec.ts';
import { code, codeName, integer } from '../../../src/rsp/asn1/integer.ts';
import { objectIdentifier } from '../../../src/rsp/asn1/object-identifier.ts';
import { octets as octetString } from '../../../src/rsp/asn1/octets.ts';
import { text } from '../../../src/rsp/asn1/text.ts';
import { CancelSessionReason } from '../../../src/rsp/structures/cancel-session.ts';
import { Eid, Iccid } from '../../../src/rsp/structures/identifier.ts';
import { TagList } from '../../../src/rsp/structures/tag-list.ts';
import { version } from '../../../src/rsp/structures/version.ts';
import { expectRefusal, hex, octets } from '../support/refusal.ts';

describe('INTEGER', () => {
  it('is written in the fewest octets and never negative', () => {
    for (const [value, encoding] of [
      [0, '020100'],
      [127, '02017f'],
      [128, '02020080'],
      [200, '020200c8'],
      [2 ** 31, '02050080000000'],
      [Number.MAX_SAFE_INTEGER, '02071fffffffffffff'],
    ] as const) {
      expect(hex(encode(integer(), value))).to.equal(encoding);
      expect(decode(integer(), octets(encoding))).to.equal(value);
    }
  });

  it('is taken in more octets than need be', () => expect(decode(integer(), octets('0203000019'))).to.equal(25));

  it('is refused without content, negative, too long or too large', () => {
    for (const encoding of ['0200', '0201FF', '0209000000000000000001', '020720000000000000'])
      expectRefusal('Value', () => decode(integer(), octets(encoding)), 'value (02) at offset 0');
    expectRefusal('Value', () => decode(code(), octets('02020100')), '256');
    for (const value of [-1, 1.5, 2 ** 53, NaN]) expectRefusal('Value', () => encode(integer(), value));
  });

  it('has names for its codes, and none for those of later versions', () => {
    expect(codeName(CancelSessionReason, 3)).to.equal('pprNotAllowed');
    expect(codeName(CancelSessionReason, 99)).to.equal(undefined);
  });
});

describe('BOOLEAN', () => {
  it('is TRUE for any octet but 00', () => {
    expect(['010100', '0101ff', '010101'].map((encoding) => decode(boolean(), octets(encoding)))).to.deep.equal([
      false,
      true,
      true,
    ]);
    expect(hex(encode(boolean(), true)) + hex(encode(boolean(), false))).to.equal('0101ff010100');
  });

  it('is refused with none or two octets', () => {
    for (const encoding of ['0100', '01020000']) expectRefusal('Value', () => decode(boolean(), octets(encoding)));
  });
});

describe('BIT STRING', () => {
  const letters = bits(0x81, ['a', 'b', 'c']);

  it('is written without trailing zero bits and taken with them', () => {
    expect(hex(encode(letters, ['a']))).to.equal('81020780');
    expect(hex(encode(letters, []))).to.equal('810100');
    for (const encoding of ['81020780', '81020080', '8103008000', '81020480'])
      expect(decode(letters, octets(encoding))).to.deep.equal(['a']);
  });

  it('does not look at unused bits', () => expect(decode(letters, octets('8102 07 FF'))).to.deep.equal(['a']));

  it('keeps bits of later versions', () => {
    const value = decode(letters, octets('81030340A8'));
    expect(value).to.deep.equal(['b', 'bit8', 'bit10', 'bit12']);
    expect(hex(encode(letters, value))).to.equal('81030340a8');
  });

  it('is refused with wrong unused bits, too long, or with names it has not', () => {
    for (const encoding of ['8100', '810101', '81020880', `8122${'00'.repeat(34)}`])
      expectRefusal('Value', () => decode(letters, octets(encoding)));
    for (const name of ['d', 'bit01', 'bit256', '__proto__'])
      expectRefusal('Value', () => encode(letters, [name as 'a']), name);
  });
});

describe('UTF8String', () => {
  it('counts characters, not octets', () => {
    expect(decode(text(0x90, 2), octets('9008 F09F9880 F09F9880'))).to.equal('😀😀');
    expectRefusal('Value', () => encode(text(0x90, 2), 'abc'), '3 characters');
    expectRefusal('Value', () => decode(text(0x90, 2), octets('9003 616263')));
  });

  it('is refused where it is not UTF-8', () => {
    for (const encoding of ['9001FF', '9002C080', '9003EDA080'])
      expectRefusal('Value', () => decode(text(0x90), octets(encoding)), 'UTF-8');
    expectRefusal('Value', () => encode(text(0x90), '\ud800'));
  });
});

describe('other types', () => {
  it('OCTET STRING has its size both ways', () => {
    expectRefusal('Value', () => decode(octetString(0x80, 16), octets('800100')), 'has 1 octets; it must have 16');
    expectRefusal('Value', () => encode(octetString(0x80, { min: 1, max: 16 }), new Uint8Array()), '1 to 16');
  });

  it('OBJECT IDENTIFIER is dotted', () => {
    expect(decode(objectIdentifier(0x80), octets('800388370A'))).to.equal('2.999.10');
    expect(hex(encode(objectIdentifier(), '2.999.10'))).to.equal('060388370a');
    for (const encoding of ['0600', '060180', '06028037', `0641${'01'.repeat(65)}`])
      expectRefusal('Value', () => decode(objectIdentifier(), octets(encoding)));
    for (const value of ['', '3.1', '1.40', '2.01', '2.999.', 'a.b'])
      expectRefusal('Value', () => encode(objectIdentifier(), value));
  });

  it('VersionType has three numbers of an octet', () => {
    expect(decode(version(0x82), octets('8203 0202FF'))).to.equal('2.2.255');
    expectRefusal('Value', () => decode(version(0x82), octets('82020202')));
    for (const value of ['2.2', '2.2.256', '2.2.2.2', '02.2.2']) expectRefusal('Value', () => encode(version(), value));
  });

  it('EID and ICCID have 16 and 10 octets of digits', () => {
    expectRefusal('Value', () => decode(Eid, octets('5A10 8904903212345123451234567890123F')), 'no EID');
    expectRefusal('Value', () => decode(Eid, octets('5A02 8904')));
    expectRefusal('Value', () => decode(Iccid, octets('5A09 980010325476981032')), 'no ICCID');
    expectRefusal('Value', () => encode(Iccid, '8900'));
  });

  it('a tag list is cut into its tags', () => {
    expect(decode(TagList, octets('5C04 5A 9F70 B7'))).to.deep.equal([0x5a, 0x9f70, 0xb7]);
    expectRefusal('Value', () => decode(TagList, octets('5C02 5A 9F')));
  });
});

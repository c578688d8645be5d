import { expect } from 'chai';
import { choice, explicit } from '../../../src/rsp/asn1/choice.ts';
import { decode, encode, isEncodingOf } from '../../../src/rsp/asn1/codec.ts';
import { decodeExact, encodeExact, exact } from '../../../src/rsp/asn1/exact.ts';
import { code, integer } from '../../../src/rsp/asn1/integer.ts';
import { list } from '../../../src/rsp/asn1/list.ts';
import { optional, sequence, withDefault } from '../../../src/rsp/asn1/sequence.ts';
import { expectRefusal, hex, octets } from '../support/refusal.ts';

const Numbers = sequence({ first: integer(0x80), second: optional(integer(0x81)), third: integer(0x82) });

describe('SEQUENCE', () => {
  it('skips elements it does not know, at the end and between', () => {
    expect(decode(Numbers, octets('300E 800101 BF7F00 820103 8501FF 0500'))).to.deep.equal({ first: 1, third: 3 });
  });

  it('names what is missing, and where', () => {
    expectRefusal('MemberMissing', () => decode(Numbers, octets('3003 800101')), 'value.third (82)', 'offset 0');
    expectRefusal('MemberMissing', () => encode(Numbers, { first: 1 } as never), 'value.third');
  });

  it('refuses a member twice and one out of order', () => {
    expectRefusal('MemberOrder', () => decode(Numbers, octets('3009 800101 800102 820103')), 'offset 5');
    expectRefusal('MemberOrder', () => decode(Numbers, octets('3006 820103 800101')));
  });

  it('takes members of one tag by their order', () => {
    const Pair = sequence({ first: integer(), second: integer() });
    expect(decode(Pair, octets('3006 020101 020102'))).to.deep.equal({ first: 1, second: 2 });
    expectRefusal('MemberOrder', () => decode(Pair, octets('3009 020101 020102 020103')));
  });

  it('takes any order where chips have one of their own, but nothing twice', () => {
    const Loose = sequence({ first: integer(0x80), second: integer(0x81) }, 0xe3, 'anyOrder');
    expect(decode(Loose, octets('E306 810102 800101'))).to.deep.equal({ first: 1, second: 2 });
    expectRefusal('MemberOrder', () => decode(Loose, octets('E309 810102 800101 810102')));
  });

  it('leaves a default value out, and takes it spelled out', () => {
    const Defaulted = sequence({ kind: withDefault(code(0x95), 2) });
    expect(hex(encode(Defaulted, { kind: 2 }))).to.equal('3000');
    expect(decode(Defaulted, octets('3000'))).to.deep.equal({ kind: 2 });
    expect(decode(Defaulted, octets('3003 950102'))).to.deep.equal({ kind: 2 });
    expect(hex(encode(Defaulted, { kind: 0 }))).to.equal('3003950100');
  });

  it('refuses another tag, and content that is not elements', () => {
    expectRefusal('UnexpectedTag', () => decode(Numbers, octets('3100')), 'must be 30, it is 31');
    expectRefusal('TlvTruncated', () => decode(Numbers, octets('3001 80')));
  });
});

describe('CHOICE', () => {
  const Result = explicit(0xbf28, choice({ ok: list(integer(), 0xa0), error: code(0x81) }));

  it('says which alternative it is', () => {
    expect(decode(Result, octets('BF2805 A003 020107'))).to.deep.equal({ kind: 'ok', value: [7] });
    expect(decode(Result, octets('BF2803 81017F'))).to.deep.equal({ kind: 'error', value: 127 });
  });

  it('refuses none, two and unknown alternatives', () => {
    expectRefusal('MemberMissing', () => decode(Result, octets('BF2800')), 'BF28');
    expectRefusal('MemberOrder', () => decode(Result, octets('BF2805 81017F A000')));
    expectRefusal('UnexpectedTag', () => decode(Result, octets('BF2802 8200')), 'A0 or 81');
    expectRefusal('Value', () => encode(Result, { kind: 'toString', value: 1 } as never), 'toString');
  });
});

describe('SEQUENCE OF', () => {
  it('refuses other items, or skips them where later versions add some', () => {
    expectRefusal('UnexpectedTag', () => decode(list(integer()), octets('3005 020101 0500')), 'value[1]');
    expect(decode(list(integer(), 0x30, 'skip'), octets('3005 020101 0500'))).to.deep.equal([1]);
  });
});

describe('exact octets', () => {
  it('are those that came, whatever their form, and are written again', () => {
    const received = octets('308109 80020001 820103 0500');
    const value = decodeExact(Numbers, received);
    expect(value).to.deep.equal({ raw: received, value: { first: 1, third: 3 } });
    expect(encode(exact(Numbers), value)).to.deep.equal(received);
  });

  it('stay when the input changes', () => {
    const received = octets('3006 800101 820103');
    const { raw } = decodeExact(Numbers, received);
    received.fill(0);
    expect(hex(raw)).to.equal('3006800101820103');
  });

  it('are DER where the value is new', () => {
    expect(hex(encodeExact(Numbers, { first: 1, third: 3 }).raw)).to.equal('3006800101820103');
  });

  it('must be one element of the type', () => {
    const value = { first: 1, third: 3 };
    expectRefusal('UnexpectedTag', () => encode(exact(Numbers), { raw: octets('3100'), value }));
    expectRefusal('Value', () => encode(exact(Numbers), { raw: octets('3000 3000'), value }), 'not one element');
  });
});

describe('isEncodingOf', () => {
  it('tells messages apart by their tag', () => {
    expect(isEncodingOf(Numbers, octets('3000'))).to.equal(true);
    expect(isEncodingOf(Numbers, octets('3100'))).to.equal(false);
    expect(isEncodingOf(Numbers, octets('30'))).to.equal(false);
  });
});

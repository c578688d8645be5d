import { expect } from 'chai';
import { Element, MAX_DEPTH, MAX_MESSAGE_OCTETS } from '../../../src/rsp/tlv/element.ts';
import { tlv, tlvHeader } from '../../../src/rsp/tlv/writer.ts';
import { expectRefusal, hex, octets } from '../support/refusal.ts';

const read = (encoding: string) => () => Element.read(octets(encoding));
const members = (encoding: string) => () => Element.read(octets(encoding)).children;

function nested(levels: number): Uint8Array {
  let encoding = tlv(0x80);
  for (let i = 0; i < levels; i++) encoding = tlv(0xa0, encoding);
  return encoding;
}

function descend(element: Element): number {
  const [first] = element.children;
  return first === undefined || first.tag === 0x80 ? 1 : 1 + descend(first);
}

describe('Element', () => {
  it('reads tags of one, two and three octets', () => {
    expect(Element.read(octets('5A 00')).tag).to.equal(0x5a);
    expect(Element.read(octets('BF38 00')).tag).to.equal(0xbf38);
    expect(Element.read(octets('9F8101 00')).tag).to.equal(0x9f8101);
  });

  it('refuses tags that are too long, longer than need be, or no type', () => {
    for (const tag of ['9F818101', 'BF1E', 'BF8001', '00']) expectRefusal('TlvTag', read(`${tag} 00`), 'offset 0');
  });

  it('reads definite lengths of one to four octets, also longer spelled ones', () => {
    for (const [length, count] of [
      ['01', 1],
      ['81 01', 1],
      ['82 0001', 1],
      ['83 000001', 1],
      ['81 80', 128],
      ['82 0100', 256],
      ['83 010000', 65_536],
    ] as const) {
      expect(Element.read(octets(`04 ${length} ${'00'.repeat(count)}`)).content).to.have.length(count);
    }
  });

  it('refuses indefinite and longer lengths', () => {
    expectRefusal('TlvLength', read('30 80 0000'), 'indefinite');
    expectRefusal('TlvLength', read('30 84 00000000'), '4 octets');
    expectRefusal('TlvLength', read('30 FF'));
  });

  it('refuses a length of 2^24 - 1 without reserving memory', () => {
    expectRefusal('TlvTruncated', read('30 83 FFFFFF'), '16777215');
  });

  it('refuses what follows the element', () => {
    expectRefusal('TlvTrailingBytes', read('3000 00'), '1 octets');
  });

  it('keeps exact octets and offsets of members', () => {
    const [first, second] = Element.read(octets('BF3808 80810101 A1020500')).children;
    expect([hex(first!.bytes), first!.offset]).to.deep.equal(['80810101', 3]);
    expect([hex(second!.bytes), second!.offset]).to.deep.equal(['a1020500', 7]);
    expect(second!.children[0]!.offset).to.equal(9);
  });

  it('refuses a member that ends outside, and members of a primitive element', () => {
    expectRefusal('TlvTruncated', members('30 03 80 02 00'));
    expectRefusal('TlvTruncated', members('30 01 80'));
    expectRefusal('UnexpectedTag', members('80 02 05 00'), 'no members');
  });

  it('takes as many levels as allowed and refuses one more', () => {
    expect(descend(Element.read(nested(MAX_DEPTH - 1)))).to.equal(MAX_DEPTH - 1);
    expectRefusal('TlvTooDeep', () => descend(Element.read(nested(MAX_DEPTH))));
  });

  it('takes messages as long as allowed and refuses longer ones', () => {
    const longest = tlv(0x80, new Uint8Array(MAX_MESSAGE_OCTETS - 5));
    expect(longest).to.have.length(MAX_MESSAGE_OCTETS);
    expect(Element.read(longest).bytes).to.have.length(MAX_MESSAGE_OCTETS);
    expectRefusal('TlvTooLarge', () => Element.read(tlv(0x80, new Uint8Array(MAX_MESSAGE_OCTETS))), '262144');
  });
});

describe('tlv', () => {
  it('writes the shortest length at each step', () => {
    for (const [length, header] of [
      [0, 'bf3600'],
      [127, 'bf367f'],
      [128, 'bf368180'],
      [255, 'bf3681ff'],
      [256, 'bf36820100'],
      [65_535, 'bf3682ffff'],
      [65_536, 'bf3683010000'],
    ] as const) {
      expect(hex(tlvHeader(0xbf36, length))).to.equal(header);
      expect(tlv(0xbf36, new Uint8Array(length))).to.have.length(header.length / 2 + length);
    }
  });
});

import { expect } from 'chai';
import { MAX_DEPTH, readDer } from '../../../src/pki/der/node.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { parseCrl } from '../../../src/pki/crl.ts';
import { tlv } from '../../../src/pki/der/writer.ts';
import { expectRefusal, octets } from '../support/refusal.ts';

const read = (hex: string) => () => readDer(octets(hex));

function nested(levels: number, innermost: Uint8Array): Uint8Array {
  let der = innermost;
  for (let i = 0; i < levels; i++) der = tlv(0x30, der);
  return der;
}

/** Levels of SEQUENCE with three length octets, like the attacks on recursive parsers. */
function bomb(levels: number): Uint8Array {
  const size = levels * 4;
  return Uint8Array.from({ length: size }, (_, i) => {
    const remaining = size - Math.floor(i / 4) * 4 - 4;
    return [0x30, 0x82, remaining >> 8, remaining & 0xff][i % 4] ?? 0;
  });
}

describe('readDer', () => {
  it('keeps the exact octets, members and offsets of an encoding', () => {
    const node = readDer(octets('30 06 02 01 05 01 01 ff'));
    expect(Buffer.from(node.bytes).toString('hex')).to.equal('30060201050101ff');
    expect(node.children.map(({ tag, offset }) => [tag, offset])).to.deep.equal([
      [2, 2],
      [1, 5],
    ]);
  });

  it('refuses an indefinite length [S48]', () => {
    expectRefusal('DerLength', read('30 80 02 01 05 00 00'), 'indefinite');
  });

  it('refuses a length that is not the shortest [S48]', () => {
    expectRefusal('DerLength', read('30 81 03 02 01 05'), 'length 3');
    expectRefusal('DerLength', read(`04 82 00 80 ${'00'.repeat(128)}`), 'length 128');
    expectRefusal('DerLength', read(`04 83 00 01 00 ${'00'.repeat(256)}`), 'length 256');
  });

  it('accepts the shortest length at each step of its size', () => {
    for (const [header, length] of [
      ['04 7f', 127],
      ['04 81 80', 128],
      ['04 81 ff', 255],
      ['04 82 01 00', 256],
    ] as const) {
      expect(readDer(octets(header + '00'.repeat(length))).content.length).to.equal(length);
    }
  });

  it('refuses a reserved length octet and lengths of five octets [S48]', () => {
    expectRefusal('DerLength', read('30 ff 00'));
    expectRefusal('DerLength', read('30 85 01 00 00 00 00'));
  });

  it('refuses long-form tags [S48]', () => {
    expectRefusal('DerTag', read('1f 01 00'), 'long-form');
    expectRefusal('DerTag', read('30 03 bf 21 00'));
  });

  it('refuses application, private and unused universal tags', () => {
    for (const tag of ['41', '61', 'c1', 'e1', '00', '09', '0b', '15', '19'])
      expectRefusal('DerTag', read(`${tag} 01 00`));
  });

  it('refuses constructed strings and primitive sequences [S48]', () => {
    expectRefusal('DerTag', read('24 04 04 02 01 02'));
    expectRefusal('DerTag', read('23 04 03 02 00 ff'));
    expectRefusal('DerTag', read('2c 03 0c 01 41'));
    expectRefusal('DerTag', read('10 00'));
    expectRefusal('DerTag', read('11 00'));
  });

  it('refuses octets after the end [S48]', () => {
    expectRefusal('DerTrailingBytes', read('30 03 02 01 05 00'), '1 octets');
    expectRefusal('DerTrailingBytes', read('05 00 05 00'), '2 octets');
  });

  it('refuses a member that ends outside its sequence, and a rest that is no member [S48]', () => {
    expectRefusal('DerTruncated', read('30 03 02 02 05 06'));
    expectRefusal('DerTruncated', read('30 04 02 01 05 02'));
  });

  it('refuses every truncation of an encoding', () => {
    const whole = octets('30 0a 02 01 05 0c 03 41 42 43 05 00');
    expect(readDer(whole).children).to.have.length(3);
    for (let length = 0; length < whole.length; length++) {
      expectRefusal('DerTruncated', () => readDer(whole.subarray(0, length)));
    }
  });

  it('refuses an empty SET OF, an unsorted one and one that repeats a member [S48]', () => {
    expectRefusal('DerSet', read('31 00'), 'empty');
    expectRefusal('DerSet', read('31 06 02 01 06 02 01 05'), 'ascending');
    expectRefusal('DerSet', read('31 06 02 01 05 02 01 05'));
    expect(readDer(octets('31 06 02 01 05 02 01 06')).children).to.have.length(2);
  });

  it('takes as many levels as allowed and refuses one more [S54]', () => {
    const leaf = octets('05 00');
    expect(readDer(nested(MAX_DEPTH - 1, leaf)).tag).to.equal(0x30);
    expectRefusal('DerTooDeep', () => readDer(nested(MAX_DEPTH, leaf)));
  });

  it('refuses ten thousand nested sequences at once [S54]', () => {
    const started = performance.now();
    expectRefusal('DerTooDeep', () => readDer(bomb(10_000), 1_000_000));
    expectRefusal('DerTooLarge', () => parseCertificate(bomb(10_000)));
    expect(performance.now() - started).to.be.below(1_000);
  });

  it('refuses a length of 2^32 - 1 without reserving memory [S54]', () => {
    expectRefusal('DerTruncated', read('30 84 ff ff ff ff'), '4294967295');
    expectRefusal('DerTruncated', read('30 06 04 84 ff ff ff ff'));
  });

  it('refuses a certificate of a mebibyte and a CRL of two at once [S54]', () => {
    const started = performance.now();
    expectRefusal('DerTooLarge', () => parseCertificate(new Uint8Array(1 << 20)), '1048576');
    expectRefusal('DerTooLarge', () => parseCrl(new Uint8Array(1 << 21)));
    expect(performance.now() - started).to.be.below(1_000);
  });

  it('reads a large flat sequence in time linear in its size [S54]', () => {
    const started = performance.now();
    expect(readDer(tlv(0x30, ...Array.from({ length: 8_000 }, () => octets('05 00')))).children).to.have.length(8_000);
    expect(performance.now() - started).to.be.below(5_000);
  });
});

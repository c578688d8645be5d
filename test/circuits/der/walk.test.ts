import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { sequence, tlv } from '../../../src/pki/der/writer.ts';
import { encode, eUicc, extension, hex, members, Oid, rdn, server, type TbsParts } from './builder.ts';
import { expectRefused, expectRefusedBits, readTbs, readTbsBits, tbsBits } from './tbs-circuit.ts';

/** The parts with an unknown extension that makes the TBSCertificate `octets` long. */
function ofLength(parts: TbsParts, octets: number): Uint8Array {
  for (let length = 0; length < octets; length++) {
    const padded = encode({
      ...parts,
      extensions: [...parts.extensions, extension(Oid.authorityInfoAccess, new Uint8Array(length))],
    });
    if (padded.length === octets) return padded;
  }
  throw new Error(`no padding gives ${octets} octets`);
}

describe('TbsCertificate: the walk', () => {
  it('is given the octets and their number, and no offset [S10]', () => {
    const source = readFileSync('circuits/lib/der/tbs.circom', 'utf8');
    const template = source.slice(source.indexOf('template TbsCertificate()'));
    expect([...template.matchAll(/signal input (\S+);/g)].map(([, name]) => name)).to.deep.equal([
      'bits[6144]',
      'length',
    ]);
  });

  it('reads certificates of 81 and 82 lengths up to 759 octets', async () => {
    const name = [rdn(Oid.commonName, 'x')];
    const short = encode({
      ...server(),
      issuer: sequence(...name),
      subject: name,
      extensions: server().extensions.slice(2),
    });
    expect(short[1]).to.equal(0x81);
    expect((await readTbs(short)).role).to.equal(6);
    for (const octets of [480, 700, 758, 759]) expect((await readTbs(ofLength(eUicc(), octets))).role).to.equal(4);
  });

  it('wants the number of octets that the header and the parts have [S9]', async () => {
    const tbs = encode(eUicc());
    for (const length of [0, 1, 4, tbs.length - 1, tbs.length + 1, 759, 768, 2 ** 32, -1]) {
      await expectRefused(tbs, 'TbsCertificate', length);
    }
  });

  it('refuses a header whose length is not that of the parts [S9]', async () => {
    const parts = members(eUicc());
    for (const content of [
      parts.subarray(0, -1),
      Buffer.concat([parts, hex('00')]),
      Buffer.concat([parts, hex('05 00')]),
      Buffer.concat([parts, hex('30 00')]),
    ]) {
      await expectRefused(sequence(Uint8Array.from(content)));
    }
    for (const header of [
      '30 80',
      `30 83 00 01 ${(parts.length - 256).toString(16)}`,
      '31 82 01 80',
      '30 82 00 FF',
      '30 FF',
    ]) {
      await expectRefused(Uint8Array.from([...hex(header), ...parts]));
    }
  });

  it('refuses an octet put in or left out anywhere [S10]', async () => {
    const tbs = encode(eUicc());
    for (let position = 0; position < tbs.length; position += 11) {
      await expectRefused(Uint8Array.from([...tbs.subarray(0, position), 0x30, ...tbs.subarray(position)]));
      await expectRefused(Uint8Array.from([...tbs.subarray(0, position), ...tbs.subarray(position + 1)]));
    }
  });

  it('refuses parts in another order, twice or missing [S10]', async () => {
    const parts = eUicc();
    const validity = sequence(parts.notBefore, parts.notAfter);
    const subject = sequence(...parts.subject);
    const extensions = tlv(0xa3, sequence(...parts.extensions));
    const inOrder = [
      parts.version,
      parts.serialNumber,
      parts.signature,
      parts.issuer,
      validity,
      subject,
      parts.key,
      extensions,
    ];
    await readTbs(sequence(...inOrder));
    for (let i = 0; i < inOrder.length; i++) {
      await expectRefused(sequence(...inOrder.toSpliced(i, 1)));
      await expectRefused(sequence(...inOrder.toSpliced(i, 0, inOrder[i]!)));
      if (i > 0) await expectRefused(sequence(...inOrder.toSpliced(i - 1, 2, inOrder[i]!, inOrder[i - 1]!)));
    }
  });

  it('refuses lengths of issuer and subject that point elsewhere [S10]', async () => {
    const parts = eUicc();
    for (const delta of [-40, -2, -1, 1, 2, 32, 40, 100]) {
      for (const member of ['issuer', 'subject'] as const) {
        const honest = encode(parts);
        const content = member === 'issuer' ? parts.issuer : sequence(...parts.subject);
        const at = Buffer.from(honest).indexOf(Buffer.from(content)) + 1;
        const wrong = honest[at]! + delta;
        if (wrong < 0 || wrong > 127) continue;
        await expectRefused(honest.with(at, wrong));
      }
    }
  });

  it('refuses bits that are no bits, though they spell the same octets [S8]', async () => {
    const bits = tbsBits(encode(eUicc()));
    await readTbsBits(bits, encode(eUicc()).length);
    const length = encode(eUicc()).length;
    for (const [index, value] of [
      [0, 2n],
      [7, -1n],
      [1000, 1n << 200n],
    ] as const) {
      await expectRefusedBits(bits.with(index, value), length, 'MessageOctets');
    }
    // Two bits 1 0 become 0 2: the octet keeps its value.
    const index = bits.findIndex((bit, i) => i % 8 < 7 && bit === 1n && bits[i + 1] === 0n);
    await expectRefusedBits(bits.with(index, 0n).with(index + 1, 2n), length, 'MessageOctets');
  });
});

import { expect } from 'chai';
import { sequence, tlv } from '../../../src/pki/der/writer.ts';
import { encodePrefix } from '../../../src/zk/values.ts';
import {
  encode,
  eUicc,
  eum,
  extension,
  hex,
  nameConstraints,
  Oid,
  permitted,
  rdn,
  replaceExtension,
  server,
  StringTag,
  subtree,
} from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const O = 'RSP Test EUM';
const organization = rdn(Oid.organizationName, O);
const prefix = rdn(Oid.serialNumber, '89049032', StringTag.printable);
const withValue = (value: Uint8Array): Uint8Array =>
  encode(replaceExtension(eum(), Oid.nameConstraints, extension(Oid.nameConstraints, value, true)));

describe('TbsCertificate: nameConstraints', () => {
  it('reads the organization and 1 to 4 prefixes', async () => {
    const all = ['89049032', '8904', '1', '98765432109876543210987654321098'];
    for (let count = 1; count <= 4; count++) {
      const prefixes = all.slice(0, count);
      const fields = await readTbs(encode(eum(...prefixes.map((digits) => permitted(O, digits)))));
      expect(fields.organization).to.deep.equal(new TextEncoder().encode(O));
      expect(fields.prefixes).to.deep.equal([...prefixes.map(encodePrefix), 0n, 0n, 0n].slice(0, 4));
    }
  });

  it('reads prefixes of 1 to 32 digits, leading zeros counted', async () => {
    for (let length = 1; length <= 32; length++) {
      for (const digits of ['0'.repeat(length), '9'.repeat(length)]) {
        expect((await readTbs(encode(eum(permitted(O, digits))))).prefixes[0]).to.equal(encodePrefix(digits));
      }
    }
  });

  it('takes organizationName and serialNumber in either order', async () => {
    const fields = await readTbs(encode(eum(subtree(prefix, organization), subtree(organization, prefix))));
    expect(fields.prefixes.slice(0, 2)).to.deep.equal([encodePrefix('89049032'), encodePrefix('89049032')]);
    expect(fields.organization).to.deep.equal(new TextEncoder().encode(O));
  });

  it('takes the longest subtrees that fit, and an organization of 64 octets', async () => {
    const name = 'N'.repeat(64);
    const fields = await readTbs(encode(eum(permitted(name, '8'.repeat(32)), permitted(name, '9'.repeat(32)))));
    expect(fields.organization).to.deep.equal(new TextEncoder().encode(name));
    await expectRefused(encode(eum(permitted('N'.repeat(65), '8'))));
  });

  it('refuses subtrees of different organizations [S16]', async () => {
    for (const other of ['RSP Test EUN', 'RSP Test EU', 'RSP Test EUM ', 'rSP Test EUM']) {
      await expectRefused(encode(eum(permitted(O, '89'), permitted(other, '89'))), 'TbsCertificate');
      await expectRefused(
        encode(eum(permitted(O, '1'), permitted(O, '2'), permitted(O, '3'), permitted(other, '4'))),
        'TbsCertificate',
      );
    }
  });

  it('refuses five subtrees and none [S16]', async () => {
    await expectRefused(encode(eum(...Array<Uint8Array>(5).fill(permitted(O, '8')))), 'NameConstraints');
    await expectRefused(withValue(sequence(tlv(0xa0))), 'NameConstraints');
  });

  it('refuses a prefix that is empty, longer than an EID or has other characters than digits [S16]', async () => {
    await expectRefused(encode(eum(permitted(O, ''))), 'TbsCertificate');
    await expectRefused(encode(eum(permitted(O, '8'.repeat(33)))));
    for (const wrong of ['8904903A', ':', '/', ' 89', '89*']) {
      await expectRefused(encode(eum(permitted(O, wrong))), 'DecimalDigit');
    }
  });

  it('refuses subtrees of another form [S16][S48]', async () => {
    const commonName = rdn(Oid.commonName, 'X');
    const name = sequence(organization, prefix);
    for (const wrong of [
      subtree(organization),
      subtree(prefix),
      subtree(organization, organization),
      subtree(prefix, prefix),
      subtree(organization, prefix, commonName),
      subtree(commonName, prefix),
      subtree(rdn(Oid.organizationName, O, StringTag.ia5), prefix),
      subtree(organization, rdn(Oid.serialNumber, '89049032', StringTag.utf8)),
      sequence(tlv(0xa4, name), hex('80 01 00')),
      sequence(tlv(0xa4, name), hex('81 01 05')),
      sequence(tlv(0xa4, name, hex('05 00'))),
      sequence(tlv(0xa1, name)),
      sequence(tlv(0x82, hex('61'))),
      tlv(0x31, tlv(0xa4, name)),
    ]) {
      await expectRefused(encode(eum(wrong)));
      await expectRefused(encode(eum(permitted(O, '89049032'), wrong)));
    }
  });

  it('refuses excluded subtrees and trailing octets [S16][S48]', async () => {
    const subtrees = permitted(O, '89049032');
    await readTbs(withValue(sequence(tlv(0xa0, subtrees))));
    for (const value of [
      sequence(tlv(0xa0, subtrees), tlv(0xa1, subtrees)),
      sequence(tlv(0xa1, subtrees)),
      sequence(tlv(0xa0, subtrees), hex('05 00')),
      Buffer.concat([sequence(tlv(0xa0, subtrees)), hex('00')]),
      sequence(tlv(0xa0, subtrees, hex('00'))),
      sequence(),
    ]) {
      await expectRefused(withValue(Uint8Array.from(value)));
    }
  });

  it('refuses an EUM without nameConstraints, and any other role with them [S16]', async () => {
    await expectRefused(encode(replaceExtension(eum(), Oid.nameConstraints)), 'TbsCertificate');
    const constraints = nameConstraints(permitted(O, '89049032'));
    for (const parts of [eUicc(), server('DpAuth'), server('SubCi')]) {
      await readTbs(encode(parts));
      await expectRefused(encode({ ...parts, extensions: [...parts.extensions, constraints] }), 'TbsCertificate');
    }
  });
});

import { expect } from 'chai';
import { sequence, setOf, tlv } from '../../../src/pki/der/writer.ts';
import { attribute, EID, encode, eUicc, eum, hex, Oid, rdn, server, StringTag } from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const organization = rdn(Oid.organizationName, 'RSP Test EUM');
const eid = rdn(Oid.serialNumber, EID, StringTag.printable);
const withSubject = (...subject: readonly Uint8Array[]): Uint8Array => encode({ ...eUicc(), subject });

describe('TbsCertificate: subject', () => {
  it('takes O and EID at their places, whatever the order', async () => {
    const others = [rdn('2.5.4.6', 'DE', StringTag.printable), rdn(Oid.domainComponent, 'example', StringTag.ia5)];
    for (const subject of [
      [organization, eid],
      [eid, organization],
      [...others, eid, ...others, organization, ...others],
    ]) {
      const fields = await readTbs(withSubject(...subject));
      expect(fields.eid).to.equal(BigInt(`0x${EID}`));
      expect(fields.organization).to.deep.equal(new TextEncoder().encode('RSP Test EUM'));
    }
  });

  it('reads an O of 1 to 64 octets and refuses an empty or longer one', async () => {
    for (const length of [1, 30, 31, 32, 61, 62, 63, 64]) {
      const octets = Uint8Array.from({ length }, (_, i) => 0x41 + (i % 26));
      const fields = await readTbs(withSubject(rdn(Oid.organizationName, octets), eid));
      expect(fields.organization).to.deep.equal(octets);
    }
    for (const length of [0, 65]) {
      await expectRefused(withSubject(rdn(Oid.organizationName, new Uint8Array(length).fill(0x41)), eid));
    }
  });

  it('takes 8 RDNs, refuses 9 and none', async () => {
    const filler = rdn(Oid.commonName, 'x');
    await readTbs(withSubject(...Array<Uint8Array>(6).fill(filler), organization, eid));
    await expectRefused(withSubject(...Array<Uint8Array>(7).fill(filler), organization, eid), 'Name');
    await expectRefused(encode({ ...server(), subject: [] }), 'Name');
  });

  it('refuses an eUICC without O or EID, or with two of one', async () => {
    for (const subject of [[organization], [eid], [organization, eid, eid], [organization, organization, eid]]) {
      await expectRefused(withSubject(...subject), 'TbsCertificate');
    }
    await readTbs(encode({ ...eum(), subject: [organization, organization, rdn(Oid.commonName, 'EUM')] }));
  });

  it('refuses an EID that has not 32 digits or wrong check digits [S48]', async () => {
    for (const wrong of [EID.slice(1), `${EID}0`, EID.slice(2), '']) {
      await expectRefused(
        withSubject(organization, rdn(Oid.serialNumber, wrong, StringTag.printable)),
        'TbsCertificate',
      );
    }
    for (const wrong of [`${EID.slice(0, 31)}A`, `${EID.slice(0, 31)}:`, `/${EID.slice(1)}`]) {
      await expectRefused(withSubject(organization, rdn(Oid.serialNumber, wrong, StringTag.printable)), 'DecimalDigit');
    }
    for (const wrong of [`${EID.slice(0, 31)}6`, `9${EID.slice(1)}`, '0'.repeat(32)]) {
      await expectRefused(withSubject(organization, rdn(Oid.serialNumber, wrong, StringTag.printable)), 'Eid');
    }
  });

  it('refuses the wrong string type for EID and O, and values that are no string [S48]', async () => {
    await expectRefused(withSubject(organization, rdn(Oid.serialNumber, EID, StringTag.utf8)), 'RelativeName');
    await expectRefused(withSubject(organization, rdn(Oid.serialNumber, EID, StringTag.numeric)), 'RelativeName');
    await expectRefused(withSubject(rdn(Oid.organizationName, 'X', StringTag.ia5), eid), 'RelativeName');
    for (const tag of [0x04, 0x02, 0x30, 0x0a]) {
      await expectRefused(withSubject(organization, eid, rdn(Oid.commonName, 'X', tag)), 'RelativeName');
    }
  });

  it('refuses an empty SET, two attributes in one SET, and anything after the value [S48]', async () => {
    const commonName = attribute(Oid.commonName, 'X');
    for (const wrong of [
      setOf(),
      setOf(commonName, attribute(Oid.commonName, 'Y')),
      setOf(tlv(0x30, hex('06 03 55 04 03'), hex('0C 01 58'), hex('05 00'))),
      tlv(0x31, sequence(hex('06 03 55 04 03'), hex('0C 01 58')), hex('05 00')),
      sequence(commonName),
      hex('31 0B 30 09 06 03 55 04 03 0C 03 58 58'),
      hex('31 81 0A 30 08 06 03 55 04 03 0C 01 58'),
    ]) {
      await expectRefused(withSubject(organization, eid, wrong));
    }
  });

  it('does not read O and EID out of other attributes that hold a copy of them [S11]', async () => {
    const foreign = rdn(Oid.organizationName, 'Somebody else');
    const copy = Uint8Array.from([...foreign, ...rdn(Oid.serialNumber, '0'.repeat(32), StringTag.printable)]);
    const fields = await readTbs(withSubject(rdn(Oid.commonName, copy), organization, eid));
    expect(fields.organization).to.deep.equal(new TextEncoder().encode('RSP Test EUM'));
    expect(fields.eid).to.equal(BigInt(`0x${EID}`));
    await expectRefused(withSubject(rdn(Oid.commonName, copy), eid), 'TbsCertificate');
  });
});

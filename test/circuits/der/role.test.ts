import { expect } from 'chai';
import { objectIdentifier, sequence, tlv } from '../../../src/pki/der/writer.ts';
import { policyOfRole, type RoleName } from '../../../src/pki/role.ts';
import { Role } from '../../../src/zk/values.ts';
import {
  basicConstraints,
  dnsName,
  encode,
  eUicc,
  eum,
  extension,
  hex,
  keyUsage,
  Oid,
  policy,
  registeredId,
  replaceExtension,
  server,
  subjectAltName,
  type TbsParts,
} from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const SERVERS: readonly RoleName[] = ['DpTls', 'DpAuth', 'DpPb', 'DsTls', 'DsAuth'];
const withPolicies = (value: Uint8Array): Uint8Array =>
  encode(replaceExtension(eUicc(), Oid.certificatePolicies, extension(Oid.certificatePolicies, value, true)));
const withUsage = (value: string): Uint8Array => encode(replaceExtension(eUicc(), Oid.keyUsage, keyUsage(hex(value))));
const withBasic = (value: string): TbsParts =>
  replaceExtension(eum(), Oid.basicConstraints, basicConstraints(hex(value)));
const withNames = (...names: readonly Uint8Array[]): TbsParts =>
  replaceExtension(server('DpTls'), Oid.subjectAltName, subjectAltName(...names));

describe('TbsCertificate: certificatePolicies', () => {
  it('reads the role of every policy', async () => {
    expect((await readTbs(encode(eUicc()))).role).to.equal(Role.Euicc);
    expect((await readTbs(encode(eum()))).role).to.equal(Role.Eum);
    for (const role of SERVERS) expect((await readTbs(encode(server(role)))).role).to.equal(Role[role]);
    const subCi = { ...server('SubCi') };
    expect((await readTbs(encode(subCi))).role).to.equal(Role.SubCi);
  });

  it('refuses a CI, roles of version 3 and foreign policies [S15]', async () => {
    for (const oid of [
      policyOfRole('Ci'),
      '2.23.146.1.2.1.8',
      '2.23.146.1.2.1.0.1',
      '2.23.146.1.2.1.0.0.0',
      '2.23.146.1.2.1.0.0.0.0.0',
      '2.23.146.1.2.1.0.0.1.1',
      '2.23.146.1.2.1.1.0',
      '2.23.146.1.2.2.1',
      '2.23.146.1.2.1',
      '2.5.29.32.0',
    ]) {
      await expectRefused(encode(replaceExtension(eUicc(), Oid.certificatePolicies, policy(oid))));
    }
  });

  it('refuses two policies, qualifiers and trailing octets [S15][S48]', async () => {
    const own = objectIdentifier(policyOfRole('Euicc'));
    await readTbs(withPolicies(sequence(sequence(own))));
    for (const value of [
      sequence(sequence(own), sequence(own)),
      sequence(sequence(own), sequence(objectIdentifier(policyOfRole('Eum')))),
      sequence(sequence(own, sequence())),
      Buffer.concat([sequence(sequence(own)), hex('00')]),
      sequence(),
      sequence(own),
      tlv(0x31, sequence(own)),
    ]) {
      await expectRefused(withPolicies(Uint8Array.from(value)));
    }
  });
});

describe('TbsCertificate: keyUsage', () => {
  it('reads the bits', async () => {
    const all = await readTbs(withUsage('03 02 00 FF'));
    expect([all.digitalSignature, all.keyCertSign, all.crlSign]).to.deep.equal([1n, 1n, 1n]);
    const signatures = await readTbs(withUsage('03 02 07 80'));
    expect([signatures.digitalSignature, signatures.keyCertSign, signatures.crlSign]).to.deep.equal([1n, 0n, 0n]);
    const ca = await readTbs(encode(eum()));
    expect([ca.digitalSignature, ca.keyCertSign, ca.crlSign]).to.deep.equal([0n, 1n, 1n]);
  });

  it('refuses every form but one octet of bits without trailing zeros [S48]', async () => {
    const wrong = ['03 02 06 80', '03 02 00 80', '03 02 07 00', '03 02 07 C0', '03 02 08 80', '03 01 00', '03 00'];
    for (const value of [...wrong, '03 03 07 80 80', '04 02 07 80', '03 02 07 80 00', '03 81 02 07 80', '']) {
      await expectRefused(withUsage(value), 'KeyUsage');
    }
  });
});

describe('TbsCertificate: basicConstraints', () => {
  it('reads cA and pathLenConstraint, above 6 as 6', async () => {
    const read = async (value: string): Promise<bigint[]> => {
      const { isCa, pathLength } = await readTbs(encode(withBasic(value)));
      return [isCa, pathLength];
    };
    expect(await read('30 00')).to.deep.equal([0n, 7n]);
    expect(await read('30 03 01 01 FF')).to.deep.equal([1n, 7n]);
    for (let n = 0; n <= 127; n += n < 10 ? 1 : 13) {
      const stated = await read(`30 06 01 01 FF 02 01 ${n.toString(16).padStart(2, '0')}`);
      expect(stated).to.deep.equal([1n, BigInt(Math.min(n, 6))]);
    }
    const absent = await readTbs(encode(replaceExtension(eum(), Oid.basicConstraints)));
    expect([absent.isCa, absent.pathLength]).to.deep.equal([0n, 7n]);
  });

  it('refuses FALSE written out, TRUE as 01, a negative or long path length, and anything else [S48]', async () => {
    for (const value of [
      '30 03 01 01 00',
      '30 03 01 01 01',
      '30 03 02 01 00',
      '30 06 01 01 FF 02 01 80',
      '30 06 01 01 00 02 01 00',
      '30 07 01 01 FF 02 02 00 80',
      '30 06 01 01 FF 0A 01 00',
      '30 03 01 01 FF 00',
      '30 05 01 01 FF 05 00',
      '31 03 01 01 FF',
      '30 80 00 00',
      '',
    ]) {
      await expectRefused(encode(withBasic(value)), 'BasicConstraints');
    }
  });
});

describe('TbsCertificate: subjectAltName', () => {
  it('finds the registeredID among other names', async () => {
    const rid = hex('88 37 0A');
    for (const names of [
      [registeredId(rid)],
      [dnsName('smdp.example.com'), registeredId(rid)],
      [...Array<Uint8Array>(7).fill(dnsName('a')), registeredId(rid)],
      [dnsName('x'.repeat(200)), registeredId(rid)],
      [tlv(0xa4, sequence()), tlv(0x87, hex('7F 00 00 01')), registeredId(rid), tlv(0xa0, hex('06 01 2A'))],
      // A copy inside another name is no registeredID.
      [dnsName(Buffer.from(registeredId(hex('01 02 03'))).toString('latin1')), registeredId(rid)],
    ]) {
      expect((await readTbs(encode(withNames(...names)))).registeredId).to.deep.equal(rid);
    }
  });

  it('reads a registeredID of 1 to 31 octets and refuses an empty or longer one', async () => {
    for (const length of [1, 2, 16, 30, 31]) {
      const content = new Uint8Array(length).fill(0x2a);
      expect((await readTbs(encode(withNames(registeredId(content))))).registeredId).to.deep.equal(content);
    }
    for (const length of [0, 32, 128]) {
      await expectRefused(encode(withNames(registeredId(new Uint8Array(length).fill(0x2a)))));
    }
  });

  it('lets a TLS certificate do without a registeredID, and no other server [S15]', async () => {
    const without = (role: RoleName): TbsParts =>
      replaceExtension(server(role), Oid.subjectAltName, subjectAltName(dnsName('smdp.example.com')));
    for (const role of ['DpTls', 'DsTls'] as const) {
      expect((await readTbs(encode(without(role)))).registeredId).to.equal(undefined);
      expect((await readTbs(encode(replaceExtension(server(role), Oid.subjectAltName)))).registeredId).to.equal(
        undefined,
      );
    }
    for (const role of ['DpAuth', 'DpPb', 'DsAuth'] as const) {
      await expectRefused(encode(without(role)), 'TbsCertificate');
      await expectRefused(encode(replaceExtension(server(role), Oid.subjectAltName)), 'TbsCertificate');
    }
  });

  it('refuses two registeredIDs, more than 8 names, none, and tags that are no GeneralName [S48]', async () => {
    const rid = registeredId(hex('88 37 0A'));
    await expectRefused(encode(withNames(rid, rid)), 'SubjectAlternativeNames');
    await expectRefused(encode(withNames(...Array<Uint8Array>(9).fill(dnsName('a')))), 'SubjectAlternativeNames');
    await expectRefused(encode(withNames()), 'SubjectAlternativeNames');
    for (const tag of [0x30, 0x89, 0xa8, 0x08, 0x02, 0x80]) {
      await expectRefused(encode(withNames(tlv(tag, hex('01')))), 'SubjectAlternativeNames');
    }
    for (const value of [
      '30 03 88 02 2A',
      '30 02 88 02 2A',
      '30 03 88 01 2A 00',
      '30 04 88 81 01 2A',
      '31 03 88 01 2A',
      '',
    ]) {
      await expectRefused(
        encode(replaceExtension(server('DpTls'), Oid.subjectAltName, extension(Oid.subjectAltName, hex(value)))),
      );
    }
  });
});

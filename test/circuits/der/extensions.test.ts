import { expect } from 'chai';
import { objectIdentifier, octetString, sequence, tlv } from '../../../src/pki/der/writer.ts';
import { encode, eUicc, extension, hex, Oid, policy, server, signs } from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const withExtra = (...extra: readonly Uint8Array[]): Uint8Array =>
  encode({ ...eUicc(), extensions: [...eUicc().extensions, ...extra] });
/** An extension of which each part is given as it is. */
const raw = (...parts: readonly Uint8Array[]): Uint8Array => sequence(...parts);
const AIA = objectIdentifier(Oid.authorityInfoAccess);
const UNKNOWN = [
  '1.3',
  '1.3.6.1.5.5.7.1.1',
  '2.16.840.1.113730.1.13',
  '1.3.6.1.4.1.11129.2.4.2',
  '2.5.29.54',
  '2.5.4.15',
];

describe('TbsCertificate: extensions', () => {
  it('passes over unknown extensions that are not critical, of any length', async () => {
    for (const oid of UNKNOWN) await readTbs(withExtra(extension(oid, hex('05 00'))));
    for (const length of [0, 1, 100, 110, 111, 112, 113, 125, 126, 127, 128, 129, 130, 200, 255, 256, 257, 300]) {
      expect((await readTbs(withExtra(extension(Oid.authorityInfoAccess, new Uint8Array(length))))).role).to.equal(4);
    }
  });

  it('refuses an unknown extension that is critical [S48]', async () => {
    for (const oid of UNKNOWN) await expectRefused(withExtra(extension(oid, hex('05 00'), true)), 'Extension');
  });

  it('takes each known extension once, critical or not, and refuses it twice [S48]', async () => {
    for (const oid of [Oid.cRLDistributionPoints, Oid.extKeyUsage]) {
      for (const critical of [true, false]) await readTbs(withExtra(extension(oid, hex('30 00'), critical)));
      await expectRefused(withExtra(extension(oid, hex('30 00')), extension(oid, hex('30 00'), true)), 'Extensions');
    }
    for (const oid of [Oid.authorityKeyIdentifier, Oid.subjectKeyIdentifier]) {
      await expectRefused(withExtra(extension(oid, hex('30 00'))), 'Extensions');
    }
    await expectRefused(withExtra(signs()), 'Extensions');
    await expectRefused(withExtra(policy('2.23.146.1.2.1.1')), 'Extensions');
    await expectRefused(
      encode({
        ...server(),
        extensions: [...server().extensions, extension(Oid.subjectAltName, hex('30 04 88 02 88 37'))],
      }),
      'Extensions',
    );
    const twice = extension(Oid.basicConstraints, hex('30 00'), true);
    await readTbs(withExtra(twice));
    await expectRefused(withExtra(twice, twice), 'Extensions');
  });

  it('refuses a certificate without keyUsage, without certificatePolicies or without extensions [S48]', async () => {
    const [authority, subject, usage, policies] = eUicc().extensions as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    await expectRefused(encode({ ...eUicc(), extensions: [authority, subject, policies] }), 'TbsCertificate');
    await expectRefused(encode({ ...eUicc(), extensions: [authority, subject, usage] }), 'TbsCertificate');
    await expectRefused(encode({ ...eUicc(), extensions: [] }), 'Extensions');
  });

  it('takes 12 extensions and refuses 13', async () => {
    const fill = (count: number): Uint8Array[] =>
      Array.from({ length: count - 4 }, () => extension('1.3', hex('05 00')));
    await readTbs(withExtra(...fill(12)));
    await expectRefused(withExtra(...fill(13)), 'Extensions');
  });

  it('refuses critical written as FALSE, and TRUE as anything but FF [S48]', async () => {
    const value = octetString(hex('05 00'));
    await readTbs(withExtra(raw(AIA, value)));
    for (const critical of ['01 01 00', '01 01 01', '01 01 FE', '01 02 FF FF', '01 00']) {
      await expectRefused(withExtra(raw(AIA, hex(critical), value)), 'Extension');
      const known = raw(objectIdentifier(Oid.extKeyUsage), hex(critical), value);
      await expectRefused(withExtra(known), 'Extension');
    }
    await readTbs(withExtra(raw(objectIdentifier(Oid.extKeyUsage), hex('01 01 FF'), value)));
  });

  it('refuses missing, misplaced and trailing members of an extension [S48]', async () => {
    const value = octetString(hex('05 00'));
    for (const wrong of [
      raw(AIA),
      raw(value),
      raw(AIA, value, hex('05 00')),
      raw(AIA, value, value),
      raw(value, AIA),
      raw(AIA, tlv(0x03, hex('00 05'))),
      tlv(0x31, AIA, value),
      tlv(0x30, AIA, hex('04 03 05 00')),
      tlv(0x30, AIA, hex('04 01 05 00')),
      hex('05 00'),
    ]) {
      await expectRefused(withExtra(wrong));
    }
  });

  it('refuses indefinite and non-minimal lengths [S48]', async () => {
    const oid = '06 01 2A';
    for (const wrong of [
      `30 80 ${oid} 04 00 00 00`,
      `30 81 05 ${oid} 04 00`,
      `30 82 00 05 ${oid} 04 00`,
      `30 83 00 00 05 ${oid} 04 00`,
      `30 06 ${oid} 04 81 00`,
      `30 07 ${oid} 04 82 00 00`,
      '30 06 06 81 01 2A 04 00',
    ]) {
      await expectRefused(withExtra(hex(wrong)));
    }
    const content = '00'.repeat(200);
    await readTbs(withExtra(hex(`30 81 CE ${oid} 04 81 C8 ${content}`)));
    await expectRefused(withExtra(hex(`30 82 00 CE ${oid} 04 81 C8 ${content}`)), 'DefiniteLength');
    await expectRefused(withExtra(hex(`30 81 CF ${oid} 04 82 00 C8 ${content}`)), 'DefiniteLength');
  });

  it('refuses extensions that end before or after their SEQUENCE [S9]', async () => {
    const all = Buffer.concat(eUicc().extensions);
    const base = eUicc();
    const withWrapped = (wrapped: Uint8Array): Uint8Array => {
      const head = Buffer.from(encode({ ...base, extensions: [] }));
      const contentStart = head.indexOf(Buffer.from(base.version));
      return sequence(Uint8Array.from(head.subarray(contentStart, head.length - 4)), wrapped);
    };
    await readTbs(withWrapped(tlv(0xa3, tlv(0x30, all))));
    await expectRefused(withWrapped(tlv(0xa3, tlv(0x30, all), hex('05 00'))));
    await expectRefused(withWrapped(tlv(0xa3, tlv(0x30, all.subarray(0, -1)))));
    await expectRefused(withWrapped(tlv(0xa3, tlv(0x30, all, hex('00')))));
    await expectRefused(withWrapped(tlv(0xa3, tlv(0x31, all))));
    await expectRefused(withWrapped(tlv(0xa2, tlv(0x30, all))));
    await expectRefused(withWrapped(tlv(0xa3, all)));
    await expectRefused(withWrapped(Buffer.concat([tlv(0xa3, tlv(0x30, all)), hex('05 00')])));
  });
});

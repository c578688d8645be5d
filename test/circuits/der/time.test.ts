import { expect } from 'chai';
import { text, time, tlv } from '../../../src/pki/der/writer.ts';
import { eUicc, encode } from './builder.ts';
import { expectRefused, readTbs } from './tbs-circuit.ts';

const utc = (digits: string): Uint8Array => text(0x17, digits);
const generalized = (digits: string): Uint8Array => text(0x18, digits);
const withNotBefore = (notBefore: Uint8Array): Uint8Array => encode({ ...eUicc(), notBefore });
const withNotAfter = (notAfter: Uint8Array): Uint8Array => encode({ ...eUicc(), notAfter });
const seconds = (iso: string): bigint => BigInt(Date.parse(iso) / 1000);

describe('TbsCertificate: validity', () => {
  it('reads the dates that matter as seconds since 1970 [S13]', async () => {
    const dates: readonly (readonly [Uint8Array, string])[] = [
      [utc('500101000000Z'), '1950-01-01T00:00:00Z'],
      [utc('500228235959Z'), '1950-02-28T23:59:59Z'],
      [utc('520229120000Z'), '1952-02-29T12:00:00Z'],
      [utc('691231235959Z'), '1969-12-31T23:59:59Z'],
      [utc('700101000000Z'), '1970-01-01T00:00:00Z'],
      [utc('991231235959Z'), '1999-12-31T23:59:59Z'],
      [utc('000101000000Z'), '2000-01-01T00:00:00Z'],
      [utc('000229000000Z'), '2000-02-29T00:00:00Z'],
      [utc('000301000000Z'), '2000-03-01T00:00:00Z'],
      [utc('010101000000Z'), '2001-01-01T00:00:00Z'],
      [utc('240229235959Z'), '2024-02-29T23:59:59Z'],
      [utc('491231235959Z'), '2049-12-31T23:59:59Z'],
      [generalized('20500101000000Z'), '2050-01-01T00:00:00Z'],
      [generalized('20960229000000Z'), '2096-02-29T00:00:00Z'],
      [generalized('21000228235959Z'), '2100-02-28T23:59:59Z'],
      [generalized('21000301000000Z'), '2100-03-01T00:00:00Z'],
      [generalized('24000229000000Z'), '2400-02-29T00:00:00Z'],
      [generalized('74921102143903Z'), '7492-11-02T14:39:03Z'],
      [generalized('99991231235959Z'), '9999-12-31T23:59:59Z'],
    ];
    for (const [encoded, iso] of dates) {
      expect((await readTbs(withNotAfter(encoded))).notAfter, iso).to.equal(seconds(iso));
    }
  });

  it('reads the first and the last day of every month of common and leap years', async () => {
    for (const year of ['1999', '2023', '2024', '2000', '2100', '2104']) {
      for (let month = 0; month < 12; month++) {
        const first = BigInt(Date.UTC(Number(year), month, 1) / 1000);
        const last = BigInt(Date.UTC(Number(year), month + 1, 1) / 1000) - 1n;
        const fields = await readTbs(encode({ ...eUicc(), notBefore: time(first), notAfter: time(last) }));
        expect([fields.notBefore, fields.notAfter]).to.deep.equal([first, last]);
      }
    }
  });

  it('takes UTCTime years 50 to 99 as 19YY and 00 to 49 as 20YY [S13]', async () => {
    for (let year = 0; year < 100; year += 3) {
      const century = year >= 50 ? 1900 : 2000;
      const fields = await readTbs(withNotBefore(utc(`${String(year).padStart(2, '0')}0615120000Z`)));
      expect(fields.notBefore).to.equal(BigInt(Date.UTC(century + year, 5, 15, 12) / 1000));
    }
  });

  it('refuses GeneralizedTime before 2050 [S13]', async () => {
    for (const date of ['20491231235959Z', '19700101000000Z', '00000101000000Z']) {
      await expectRefused(withNotAfter(generalized(date)), 'CertificateTime');
    }
  });

  it('refuses times of another form: no Z, an offset, no seconds, fractions [S13]', async () => {
    const forms = [
      utc('2404011200000'),
      utc('240401120000+0100'),
      utc('2404011200Z'),
      utc('240401120000z'),
      utc('20240401120000Z'),
      generalized('550401082751Z'),
      generalized('20550401082751'),
      generalized('205504010827Z'),
      generalized('20550401082751.5Z'),
      generalized('20550401082751+0100'),
      text(0x16, '240401120000Z'),
    ];
    for (const form of forms) {
      await expectRefused(withNotBefore(form));
      await expectRefused(withNotAfter(form));
    }
  });

  it('refuses octets beside the ten digits [S13]', async () => {
    for (let position = 0; position < 12; position++) {
      for (const octet of [':', '/', ' ', 'A', '\u00b0']) {
        const digits = Buffer.from('240405061728Z');
        digits.write(octet, position, 'latin1');
        await expectRefused(withNotBefore(tlv(0x17, digits)), 'CertificateTime');
      }
    }
  });

  it('refuses months, days, hours, minutes and seconds that do not exist [S13]', async () => {
    const dates = [
      '240001000000Z',
      '241301000000Z',
      '249901000000Z',
      '240100000000Z',
      '240132000000Z',
      '240230000000Z',
      '230229000000Z',
      '240431000000Z',
      '240631000000Z',
      '240931000000Z',
      '241131000000Z',
      '240199000000Z',
      '240101240000Z',
      '240101990000Z',
      '240101006000Z',
      '240101009900Z',
      '240101000060Z',
      '240101235960Z',
    ];
    for (const date of dates) await expectRefused(withNotBefore(utc(date)), 'CertificateTime');
    for (const date of ['21000229000000Z', '20550229000000Z', '20560230000000Z', '99990229000000Z']) {
      await expectRefused(withNotAfter(generalized(date)), 'CertificateTime');
    }
  });
});

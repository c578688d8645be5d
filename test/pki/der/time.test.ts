import { expect } from 'chai';
import fc from 'fast-check';
import { readDer } from '../../../src/pki/der/node.ts';
import { Tag } from '../../../src/pki/der/tag.ts';
import { decodeTime } from '../../../src/pki/der/time.ts';
import { text, time } from '../../../src/pki/der/writer.ts';
import { readTime } from '../../../src/pki/x509/time.ts';
import { expectRefusal } from '../support/refusal.ts';

const seconds = (iso: string): bigint => BigInt(Date.parse(iso)) / 1000n;
const utc = (value: string): bigint => decodeTime(Tag.UtcTime, Buffer.from(value), 0);
const generalized = (value: string): bigint => decodeTime(Tag.GeneralizedTime, Buffer.from(value), 0);

describe('times', () => {
  it('turns UTCTime at 50: 49 is 2049, 50 is 1950 [S13]', () => {
    expect(utc('491231235959Z')).to.equal(seconds('2049-12-31T23:59:59Z'));
    expect(utc('500101000000Z')).to.equal(seconds('1950-01-01T00:00:00Z'));
    expect(utc('991231235959Z')).to.equal(seconds('1999-12-31T23:59:59Z'));
    expect(utc('000101000000Z')).to.equal(seconds('2000-01-01T00:00:00Z'));
    expect(utc('700101000000Z')).to.equal(0n);
  });

  it('takes GeneralizedTime from 2050 to 9999, which means no expiry [S13]', () => {
    expect(generalized('20500101000000Z')).to.equal(seconds('2050-01-01T00:00:00Z'));
    expect(generalized('74921102143903Z')).to.equal(174_283_972_743n);
    expect(generalized('99991231235959Z')).to.equal(253_402_300_799n);
  });

  it('refuses GeneralizedTime for a year that UTCTime can write [S13]', () => {
    expectRefusal('DerTime', () => generalized('20491231235959Z'), '2049');
    expectRefusal('DerTime', () => generalized('00500101000000Z'));
  });

  it('refuses other forms: no Z, an offset, no seconds, a fraction, other characters [S13]', () => {
    for (const value of [
      '490101000000',
      '4901010000Z',
      '490101000000+0100',
      '490101000000.5Z',
      '49010100000:Z',
      '49010100000/Z',
      ' 90101000000Z',
      '-90101000000Z',
      '490101000000z',
      '20500101000000Z',
      '490101000000Z\n',
      '٤90101000000Z',
      '',
    ]) {
      expectRefusal('DerTime', () => utc(value));
    }
    for (const value of [
      '205001010000Z',
      '20500101000000.0Z',
      '20500101000000',
      '20500101000000+0000',
      '500101000000Z',
    ]) {
      expectRefusal('DerTime', () => generalized(value));
    }
  });

  it('refuses days and times the calendar does not have [S13]', () => {
    for (const value of [
      '251301000000Z',
      '250001000000Z',
      '250100000000Z',
      '250132000000Z',
      '250229000000Z',
      '240230000000Z',
      '250431000000Z',
      '250101240000Z',
      '250101006000Z',
      '161231235960Z',
    ]) {
      expectRefusal('DerTime', () => utc(value), 'no such time');
    }
    expect(utc('240229000000Z')).to.equal(seconds('2024-02-29T00:00:00Z'));
    expectRefusal('DerTime', () => generalized('21000229000000Z'));
  });

  it('refuses another type where a time must be', () => {
    expectRefusal('DerTime', () => readTime(readDer(text(Tag.PrintableString, '490101000000Z'))));
  });

  it('reads back every second it writes, from 1950 to 9999', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: seconds('1950-01-01T00:00:00Z'), max: 253_402_300_799n }), (value) => {
        expect(readTime(readDer(time(value)))).to.equal(value);
      }),
      { seed: 13, numRuns: 1_000 },
    );
  });
});

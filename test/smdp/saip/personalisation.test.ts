import { expect } from 'chai';
import { tlv } from '../../../src/rsp/tlv/writer.ts';
import { SmdpError, type SmdpErrorCode } from '../../../src/smdp/error.ts';
import { personalise } from '../../../src/smdp/saip/personalisation.ts';
import { headerIccidDigits, imsiDigits, imsiOctets, placesIn } from '../../../src/smdp/saip/places.ts';
import { parseSubscriber } from '../../../src/smdp/saip/subscriber.ts';
import { smallTemplate, ts48 } from '../support/profile.ts';

const ki = new Uint8Array(16).fill(0xaa);
const opc = new Uint8Array(16).fill(0xbb);
const subscriber = { iccid: '8900012345678901234', imsi: '901700000000001', ki, opc };
const templates = [{ name: 'small', octets: smallTemplate() }, ...ts48()];

describe('personalise', () => {
  for (const { name, octets } of templates) {
    it(`writes a subscriber's values into ${name}, and nothing else`, () => {
      const profile = personalise(octets, subscriber);
      const places = placesIn(profile);
      expect(headerIccidDigits(places)).to.equal(subscriber.iccid);
      expect(Buffer.from(places.efIccid[0]!).toString('hex')).to.equal('980010325476981032f4');
      expect(places.efImsi.map(imsiDigits)).to.deep.equal(places.efImsi.map(() => subscriber.imsi));
      expect(places.key.length).to.be.greaterThan(0);
      expect(places.efImsi.length).to.equal(1);

      const touched = new Set<number>();
      const values = [places.headerIccid, ...places.efIccid, ...places.efImsi, ...places.key, ...places.opc];
      for (const { byteOffset, length } of values) {
        for (let i = 0; i < length; i++) touched.add(byteOffset - profile.byteOffset + i);
      }
      expect(profile.length).to.equal(octets.length);
      expect(octets.every((octet, i) => touched.has(i) || octet === profile[i])).to.equal(true);
    });

    it(`leaves ${name} as it is where nothing is given`, () => {
      const iccid = headerIccidDigits(placesIn(octets));
      expect(Buffer.compare(personalise(octets, { iccid }), octets)).to.equal(0);
    });
  }

  it('does not change the template', () => {
    const template = smallTemplate();
    personalise(template, subscriber);
    expect(Buffer.compare(template, smallTemplate())).to.equal(0);
  });

  it('writes ICCIDs of 18 to 20 digits [S64]', () => {
    for (const iccid of ['890001234567890123', '8900012345678901234', '89000123456789012345']) {
      expect(headerIccidDigits(placesIn(personalise(smallTemplate(), { iccid })))).to.equal(iccid);
    }
  });

  it('codes IMSIs as 3GPP TS 31.102 4.2.2 has them', () => {
    expect(Buffer.from(imsiOctets('001010123456063')).toString('hex')).to.equal('080910101032540636');
    expect(Buffer.from(imsiOctets('00101012345606')).toString('hex')).to.equal('0801101010325406f6');
    for (const imsi of ['123456', '1234567', '00101012345606', '001010123456063']) {
      expect(imsiDigits(imsiOctets(imsi))).to.equal(imsi);
    }
  });

  it('refuses values that do not fit', () => {
    for (const wrong of [
      { imsi: '12345' },
      { imsi: '1234567890123456' },
      { ki: ki.slice(1) },
      { opc: new Uint8Array(32) },
    ]) {
      expectCode('OrderValue', () => personalise(smallTemplate(), { ...subscriber, ...wrong }));
    }
  });

  it('refuses templates that have no place for a value', () => {
    const header = smallTemplate().subarray(0, 2 + smallTemplate()[1]!);
    const bare = Uint8Array.from([...header, ...tlv(0xaa)]);
    expectCode('Template', () => personalise(bare, { iccid: subscriber.iccid }));
    const cut = Buffer.from(smallTemplate().map((octet) => octet));
    const at = cut.indexOf(Buffer.from('080910101032540636', 'hex'));
    cut[at - 2] = 0x85;
    expectCode('Template', () => personalise(cut, subscriber));
  });

  it('refuses a file that is filled in pieces', () => {
    const cut = Buffer.from(smallTemplate().map((octet) => octet));
    // EF.ICCID's descriptor, six octets before its content, becomes an offset.
    const at = cut.indexOf(Buffer.from('989444999999990920f3', 'hex'));
    cut[at - 8] = 0x82;
    cut[at - 7] = 4;
    expectCode('Template', () => personalise(cut, subscriber));
  });

  it('refuses what is no profile package', () => {
    for (const octets of [new Uint8Array(), tlv(0xaa), tlv(0xa0), Uint8Array.of(0xa0, 0x05, 1)]) {
      expectCode('Template', () => placesIn(octets));
    }
  });
});

describe('parseSubscriber', () => {
  it('reads digits', () => {
    const text = JSON.stringify({
      iccid: subscriber.iccid,
      imsi: subscriber.imsi,
      ki: 'AA'.repeat(16),
      opc: 'bb'.repeat(16),
    });
    expect(parseSubscriber(text)).to.deep.equal(subscriber);
    expect(parseSubscriber('{}')).to.deep.equal({});
  });

  it('refuses everything else, and shows none of it', () => {
    for (const text of [
      'CANARY',
      '[]',
      'null',
      '{"ki":"CANARY"}',
      '{"ki":5}',
      '{"KI":"00"}',
      '{"__proto__":{"ki":"00"}}',
      '{"imsi":"1"}',
    ]) {
      const error = expectCode('OrderValue', () => parseSubscriber(text));
      expect(error.message).not.to.include('CANARY');
    }
  });
});

function expectCode(code: SmdpErrorCode, act: () => unknown): SmdpError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof SmdpError)) throw error;
    expect(error.code, error.message).to.equal(code);
    return error;
  }
  throw new Error(`${code} is due, but it was accepted`);
}

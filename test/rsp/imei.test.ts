import { expect } from 'chai';
import { imeiDigits, imeiOctets, tacOctets } from '../../src/rsp/imei.ts';
import { expectRefusal, hex, octets } from './support/refusal.ts';

describe('IMEI and TAC', () => {
  it('IMEI is nibble-swapped with F last, TAC is not swapped', () => {
    expect(hex(imeiOctets('352906110000001'))).to.equal('53926011000000f1');
    expect(imeiDigits(imeiOctets('352906110000001'))).to.equal('352906110000001');
    expect(imeiDigits(imeiOctets('3529061100000012'))).to.equal('3529061100000012');
    expect(hex(tacOctets('35290611'))).to.equal('35290611');
  });

  it('are refused with other digits', () => {
    for (const imei of ['', '35290611000000', '35290611000000x']) expectRefusal('Imei', () => imeiOctets(imei));
    for (const tac of ['', '3529061', '3529061a']) expectRefusal('Imei', () => tacOctets(tac));
    for (const encoding of ['00', 'ff'.repeat(8)]) expectRefusal('Imei', () => imeiDigits(octets(encoding)));
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { iccidDigits, iccidOctets } from '../../src/rsp/iccid.ts';
import { expectRefusal, hex, octets } from './support/refusal.ts';

describe('ICCID', () => {
  it('is nibble-swapped and padded with F', () => {
    for (const [digits, encoding] of [
      ['89000123456789012341', '98001032547698103214'],
      ['8900012345678901234', '980010325476981032f4'],
      ['890001234567890123', '980010325476981032ff'],
    ] as const) {
      expect(hex(iccidOctets(digits))).to.equal(encoding);
      expect(iccidDigits(octets(encoding))).to.equal(digits);
    }
  });

  it('may come with its padding', () => {
    expect(hex(iccidOctets('8900012345678901234F'))).to.equal('980010325476981032f4');
  });

  it('is refused with fewer or more digits, other characters, and F between digits', () => {
    for (const digits of [
      '',
      '89',
      '890001234567890123412',
      '8900012345678901234g',
      '89F00123456789012341',
      'F'.repeat(20),
    ])
      expectRefusal('Iccid', () => iccidOctets(digits));
    for (const encoding of ['', '98001032547698103', '9800103254769810321400', '98f01032547698103214', 'ff'.repeat(10)])
      expectRefusal('Iccid', () => iccidDigits(octets(encoding)));
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{18,20}$/), (digits) => {
        expect(iccidDigits(iccidOctets(digits))).to.equal(digits);
      }),
      { seed: 1 },
    );
  });
});

import { expect } from 'chai';
import { aesCmac } from '../../../src/rsp/bsp/cmac.ts';
import { octets } from '../../pki/support/refusal.ts';

describe('aesCmac', () => {
  it('gives the examples of RFC 4493 4, in one part or several', () => {
    const key = octets('2b7e151628aed2a6abf7158809cf4f3c');
    const message = octets(
      '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' +
        '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
    );
    for (const [length, expected] of [
      [0, 'bb1d6929e95937287fa37d129b756746'],
      [16, '070a16b46b4d4144f79bdd9dd04a287c'],
      [40, 'dfa66747de9ae63030ca32611497c827'],
      [64, '51f0bebf7e3b9d92fc49741779363cfe'],
    ] as const) {
      const [first, second] = [message.subarray(0, length >>> 1), message.subarray(length >>> 1, length)];
      expect(Buffer.from(aesCmac(key, message.subarray(0, length))).toString('hex')).to.equal(expected);
      expect(Buffer.from(aesCmac(key, first, second)).toString('hex')).to.equal(expected);
    }
  });
});

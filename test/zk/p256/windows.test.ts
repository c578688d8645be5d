import { expect } from 'chai';
import { p256 } from '@noble/curves/nist.js';
import { fromLimbs } from '../../../src/zk/p256/limbs.ts';
import { ORDER } from '../../../src/zk/p256/curve.ts';
import { BASE_WINDOWS, LIMB_BITS, OFFSET_WINDOWS, VALUE_BITS, WINDOW_BITS } from '../../../src/zk/p256/parameters.ts';
import {
  windowBits,
  windowDigits,
  windowFromBits,
  windowPolynomials,
  windowTables,
  windowValue,
} from '../../../src/zk/p256/windows.ts';
import { scalar } from './sign.ts';

describe('fixed-base windows', () => {
  it('hold (2i + 1)·2^(8j)·G in entry i of table j, all 4,096 of them', () => {
    const tables = windowTables();
    expect(tables).to.have.lengthOf(BASE_WINDOWS);
    let unit = p256.Point.BASE;
    for (const table of tables) {
      expect(table).to.have.lengthOf(128);
      const twice = unit.double();
      let expected = unit;
      for (const { x, y } of table) {
        expect(expected.equals(p256.Point.fromAffine({ x, y }))).to.equal(true);
        expected = expected.add(twice);
      }
      for (let i = 0; i < WINDOW_BITS; i++) unit = unit.double();
    }
  });

  it('hold what multiplication of the generator gives', () => {
    for (const [j, i] of [
      [0, 0],
      [1, 127],
      [15, 64],
      [31, 127],
    ] as const) {
      const factor = (BigInt(2 * i + 1) << BigInt(WINDOW_BITS * j)) % ORDER;
      const { x, y } = p256.Point.BASE.multiply(factor).toAffine();
      expect(windowTables()[j]![i]).to.deep.equal({ x, y });
    }
  });

  it('give a coordinate back from its polynomial at 2^32', () => {
    for (const table of windowTables()) {
      for (const point of [table[0]!, table[127]!]) {
        const { x, y } = windowPolynomials(point);
        expect(fromLimbs(x, LIMB_BITS)).to.equal(point.x);
        expect(fromLimbs(y, LIMB_BITS)).to.equal(point.y);
      }
    }
  });
});

describe('window digits', () => {
  const odd = (value: bigint): bigint => value | 1n;

  it('write every odd number of 256 bits, and read back as it', () => {
    const top = (1n << BigInt(VALUE_BITS)) - 1n;
    const numbers = [1n, -1n, 255n, 257n, -255n, top, -top, odd(ORDER), -odd(ORDER)];
    for (let i = 0; i < 200; i++) numbers.push(odd(scalar(`k ${i}`)), -odd(scalar(`k ${i}`)));
    for (const number of numbers) {
      const digits = windowDigits(number, BASE_WINDOWS);
      expect(digits).to.have.lengthOf(BASE_WINDOWS);
      expect(digits.every(({ index }) => index >= 0 && index <= 127)).to.equal(true);
      expect(windowValue(digits)).to.equal(number);
    }
  });

  it('are what the circuit makes of the bits', () => {
    for (const digit of windowDigits(odd(scalar('digits')), OFFSET_WINDOWS * 2)) {
      const bits = windowBits(digit);
      expect(bits).to.have.lengthOf(WINDOW_BITS);
      expect(windowFromBits(bits)).to.deep.equal(digit);
    }
  });

  it('leave sum and difference of partial sum and next point below n, but for the last window', () => {
    // |Σ_(i<j) m_i·2^(8i)| < 2^(8j) ≤ |m_j|·2^(8j): as integers neither equal nor opposite, and too small to wrap at n.
    let largest = 0n;
    for (let j = 0; j < BASE_WINDOWS; j++) {
      expect(largest < 1n << BigInt(WINDOW_BITS * j)).to.equal(true);
      largest += 255n << BigInt(WINDOW_BITS * j);
      expect(largest < ORDER).to.equal(j < BASE_WINDOWS - 1);
    }
  });
});

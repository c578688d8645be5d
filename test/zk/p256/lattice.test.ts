import { expect } from 'chai';
import { modulo, ORDER } from '../../../src/zk/p256/curve.ts';
import { halfScalars, signedDigits } from '../../../src/zk/p256/lattice.ts';
import { STEPS } from '../../../src/zk/p256/parameters.ts';
import { scalar } from './sign.ts';

const LIMIT = 1n << BigInt(STEPS);

/** The integer that the circuit reads: Σ ±2^i, and 1 when even. */
function read({ bits, isEven }: ReturnType<typeof signedDigits>): bigint {
  return bits.reduceRight((sum, bit) => 2n * sum + 2n * bit - 1n, 0n) + (isEven ? 1n : 0n);
}

describe('half-size scalars', () => {
  it('satisfy v·r = w·s mod n with v ≠ 0 and both at most √n, for 2,000 signatures', () => {
    for (let i = 0; i < 2_000; i++) {
      const [r, s] = [scalar(`r ${i}`), scalar(`s ${i}`)];
      const { v, w } = halfScalars(r, s);
      expect(modulo(v * r - w * s, ORDER)).to.equal(0n);
      expect(v).to.not.equal(0n);
      expect(v * v <= ORDER && w * w <= ORDER, `${v} ${w}`).to.equal(true);
    }
  });

  it('satisfy it for the ratios at which the Euclidean algorithm is shortest or longest', () => {
    const golden = (ORDER * 618_033_988_749_894n) / 1_000_000_000_000_000n;
    for (const ratio of [1n, 2n, 3n, LIMIT - 1n, LIMIT, LIMIT + 1n, golden, ORDER / 2n, ORDER - LIMIT, ORDER - 1n]) {
      const { v, w } = halfScalars(ratio, 1n);
      expect(modulo(v * ratio - w, ORDER)).to.equal(0n);
      expect(v !== 0n && v * v <= ORDER && w * w <= ORDER, `${ratio}`).to.equal(true);
    }
  });

  it('are never both even, since the circuit repairs one parity only', () => {
    const parities = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const { v, w } = halfScalars(scalar(`r ${i}`), scalar(`s ${i}`));
      parities.add(`${v & 1n}${w & 1n}`);
    }
    expect([...parities].sort()).to.deep.equal(['01', '10', '11']);
  });
});

describe('signed digits', () => {
  it('read back as the number, at the boundaries too', () => {
    const numbers = [0n, 1n, -1n, 2n, -2n, LIMIT - 1n, 1n - LIMIT, LIMIT, 2n - LIMIT];
    for (let i = 0; i < 100; i++) {
      const { v, w } = halfScalars(scalar(`r ${i}`), scalar(`s ${i}`));
      numbers.push(v, w, -v, -w);
    }
    for (const number of numbers) {
      const digits = signedDigits(number);
      expect(digits.bits).to.have.lengthOf(STEPS);
      expect(read(digits)).to.equal(number);
    }
  });
});

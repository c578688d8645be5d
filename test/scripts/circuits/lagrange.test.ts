import { expect } from 'chai';
import { lagrangeAt } from '../../../scripts/circuits/lagrange.ts';
import { invertAll, ORDER, power, rootOfUnity } from '../../../scripts/circuits/scalar-field.ts';

const TAU = 123456789012345678901234567890123456789n;
const modulo = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;
const dot = (values: readonly bigint[], weights: readonly bigint[]): bigint =>
  modulo(values.reduce((sum, value, i) => sum + value * weights[i]!, 0n));

/** L_i(tau) by its definition: the product over the other points of the domain. */
function byDefinition(log2: number, i: number): bigint {
  const points = Array.from({ length: 1 << log2 }, (_, j) => power(rootOfUnity(log2), BigInt(j)));
  let [numerator, denominator] = [1n, 1n];
  for (const [j, point] of points.entries()) {
    if (j === i) continue;
    numerator = modulo(numerator * (TAU - point));
    denominator = modulo(denominator * (points[i]! - point));
  }
  return modulo(numerator * power(denominator, ORDER - 2n));
}

describe('Lagrange polynomials at a point', () => {
  it('agree with their definition', () => {
    for (const log2 of [1, 2, 5]) {
      expect(lagrangeAt(TAU, log2, 1)).to.deep.equal(
        Array.from({ length: 1 << log2 }, (_, i) => byDefinition(log2, i)),
      );
    }
  });

  it('of odd index are every second one', () => {
    const all = lagrangeAt(TAU, 6, 1);
    expect(lagrangeAt(TAU, 6, 2)).to.deep.equal(all.filter((_, i) => i % 2 === 1));
  });

  it('interpolate every polynomial below the size of the domain', () => {
    const log2 = 10;
    const lagrange = lagrangeAt(TAU, log2, 1);
    const root = rootOfUnity(log2);
    for (const degree of [0n, 1n, 2n, 1023n]) {
      const values = lagrange.map((_, i) => power(root, degree * BigInt(i)));
      expect(dot(lagrange, values), `tau^${degree}`).to.equal(power(TAU, degree));
    }
  });

  it('are not computed at a point of the domain, where a proving key would be degenerate', () => {
    expect(() => lagrangeAt(rootOfUnity(4), 4, 1)).to.throw(RangeError, 'tau is a root of unity of the domain');
    expect(() => lagrangeAt(1n, 4, 1)).to.throw(RangeError);
  });
});

describe('the scalar field', () => {
  it('has roots of unity of exactly the order asked for', () => {
    for (const log2 of [1, 2, 19, 28]) {
      expect(power(rootOfUnity(log2), 1n << BigInt(log2))).to.equal(1n);
      expect(power(rootOfUnity(log2), 1n << BigInt(log2 - 1))).to.equal(ORDER - 1n);
    }
  });

  it('inverts many numbers at once, and refuses 0 among them', () => {
    const values = [1n, 2n, ORDER - 1n, TAU];
    const inverses = [...values];
    invertAll(inverses);
    for (const [i, value] of values.entries()) expect(modulo(value * inverses[i]!)).to.equal(1n);
    expect(() => invertAll([3n, 0n])).to.throw(RangeError, '0 has no inverse');
  });
});

import { bn254 } from '@noble/curves/bn254.js';
import { expect } from 'chai';
import { FixedBase, POINT_OCTETS } from '../../../scripts/circuits/fixed-base.ts';
import { ORDER, readScalar } from '../../../scripts/circuits/scalar-field.ts';

const { Fp } = bn254.fields;
/** Octets are in Montgomery form: multiplied by 2^256. */
const montgomery = Fp.inv(Fp.create(1n << 256n));

/** Coordinates of point `index`. */
function coordinates(points: Uint8Array, index: number, octets: number): bigint[] {
  const view = new DataView(points.buffer, points.byteOffset + index * octets, octets);
  return Array.from({ length: octets / 32 }, (_, i) => Fp.mul(readScalar(view, 32 * i), montgomery));
}

/** With every window at 0, at 1 and at its highest digit, and ordinary ones. */
const SCALARS = [
  1n,
  2n,
  ORDER - 1n,
  (1n << 253n) - 1n,
  1n << 253n,
  1n << 14n,
  (1n << 14n) - 1n,
  0x1234567890abcdef1234567890abcdefn,
  ...Array.from({ length: 20 }, (_, i) => (3n ** BigInt(150 + i) * 7n) % ORDER),
];

describe('multiples of the generators', () => {
  let base: FixedBase;
  before(() => (base = new FixedBase()));
  after(() => base[Symbol.dispose]());

  it("agree with another library's in G1", async () => {
    const points = await base.multiply('g1', SCALARS);
    for (const [i, scalar] of SCALARS.entries()) {
      const { x, y } = bn254.G1.Point.BASE.multiply(scalar).toAffine();
      expect(coordinates(points, i, POINT_OCTETS.g1)).to.deep.equal([x, y]);
    }
  });

  it("agree with another library's in G2", async () => {
    const points = await base.multiply('g2', SCALARS);
    for (const [i, scalar] of SCALARS.entries()) {
      const { x, y } = bn254.G2.Point.BASE.multiply(scalar).toAffine();
      expect(coordinates(points, i, POINT_OCTETS.g2)).to.deep.equal([x.c0, x.c1, y.c0, y.c1]);
    }
  });

  it('are the point at infinity, all zero, for 0', async () => {
    for (const group of ['g1', 'g2'] as const) {
      const points = await base.multiply(group, [0n, 1n, 0n]);
      const octets = POINT_OCTETS[group];
      expect(points.subarray(0, octets).every((octet) => octet === 0)).to.be.true;
      expect(points.subarray(octets, 2 * octets).some((octet) => octet !== 0)).to.be.true;
      expect(points.subarray(2 * octets).every((octet) => octet === 0)).to.be.true;
    }
  });

  it('come in the order of their scalars, however many messages and workers that takes', async () => {
    const count = 40_000;
    const points = await base.multiply(
      'g1',
      Array.from({ length: count }, (_, i) => BigInt(i)),
    );
    expect(points.length).to.equal(count * POINT_OCTETS.g1);
    for (const index of [1, 4095, 4096, 16_383, 16_384, 32_768, count - 1]) {
      const { x, y } = bn254.G1.Point.BASE.multiply(BigInt(index)).toAffine();
      expect(coordinates(points, index, POINT_OCTETS.g1), String(index)).to.deep.equal([x, y]);
    }
  });

  it('are none for no scalars', async () => {
    expect((await base.multiply('g1', [])).length).to.equal(0);
  });
});

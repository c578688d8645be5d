import { expect } from 'chai';
import { FIELD_PRIME, ORDER } from '../../../src/zk/p256/curve.ts';
import { toBits } from '../../../src/zk/p256/limbs.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit } from '../harness/template.ts';

/** Includes comparison and constants. */
const FILE = 'lib/p256/squeeze.circom';
const TOP = 158;

describe('LessThanConstant with the constants of P-256', () => {
  for (const [name, expression, bound] of [
    ['the group order', 'p256OrderBits()', ORDER],
    ['the field prime', 'p256PrimeBits()', FIELD_PRIME],
  ] as const) {
    it(`accepts below ${name} and refuses from it on [S5] [S12]`, async () => {
      const circuit = await templateCircuit(FILE, `LessThanConstant(256, ${expression})`);
      const below = [0n, 1n, bound - 1n, bound - 2n, bound >> 1n];
      const beyond = [bound, bound + 1n, (1n << 256n) - 1n];
      // One bit changed is smaller where it was 1, and larger where it was 0.
      for (let i = 0n; i < 256n; i++) {
        const neighbour = bound ^ (1n << i);
        (neighbour < bound ? below : beyond).push(neighbour);
      }
      for (const value of below) await circuit.witness({ in: toBits(value, 256) });
      for (const value of beyond) {
        expect(await circuit.refusal({ in: toBits(value, 256) })).to.include('LessThanConstant');
      }
    });
  }
});

describe('StrictBits', () => {
  it('would have two decompositions of 254 bits for every small lane without its comparison [S6]', async () => {
    const circuit = await templateCircuit(FILE, 'Num2Bits(254)', 'O1');
    const lane = 12_345n;
    const honest = await circuit.witness({ in: lane });
    const alias = toBits(lane + FIELD_MODULUS, 254);
    const forged = circuit.forge(honest, Object.fromEntries(alias.map((bit, i) => [`out[${i}]`, bit])));
    expect(circuit.r1cs.accepts(forged)).to.equal(true);
  });

  it('refuses the top bits of every alias, by the comparison [S6]', async () => {
    const circuit = await templateCircuit(FILE, 'LessThanConstant(96, p256ChallengeBoundBits())');
    const top = (value: bigint): bigint[] => toBits(value, 254).slice(TOP);
    for (const lane of [0n, 1n, 12_345n, 1n << 157n, (1n << 254n) - 1n - FIELD_MODULUS]) {
      await circuit.witness({ in: top(lane) });
      expect(await circuit.refusal({ in: top(lane + FIELD_MODULUS) })).to.include('LessThanConstant');
    }
    const last = ((FIELD_MODULUS >> BigInt(TOP)) << BigInt(TOP)) - 1n;
    await circuit.witness({ in: top(last) });
    await circuit.refusal({ in: top(last + 1n) });
  });

  it('pins every wire [S2]', async () => {
    const circuit = await templateCircuit(FILE, 'StrictBits()', 'O1');
    expect(circuit.unpinned(await circuit.witness({ lane: FIELD_MODULUS / 5n }))).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const BITS = 40;
const MAX = (1n << BigInt(BITS)) - 1n;

describe('AssertLessEqual', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/bits/compare.circom', `AssertLessEqual(${BITS})`)));

  const accepted: readonly (readonly [bigint, bigint])[] = [
    [0n, 0n],
    [0n, MAX],
    [MAX, MAX],
    [MAX - 1n, MAX],
    [1_700_000_000n, 1_700_000_060n],
  ];
  it('accepts a ≤ b at both ends of the range', async () => {
    for (const [a, b] of accepted) await circuit.witness({ a, b });
  });

  it('refuses a > b for numbers in range [S5]', async () => {
    const refused: readonly (readonly [bigint, bigint])[] = [
      [1n, 0n],
      [MAX, 0n],
      [MAX, MAX - 1n],
      [1_700_000_061n, 1_700_000_060n],
    ];
    for (const [a, b] of refused) expect(await circuit.refusal({ a, b })).to.include('Num2Bits');
  });

  it('refuses p-1, 2^n and negative numbers against a number in range [S5]', async () => {
    const outside = [FIELD_MODULUS - 1n, 1n << BigInt(BITS), FIELD_MODULUS - (1n << BigInt(BITS)), FIELD_MODULUS >> 1n];
    for (const value of outside) {
      expect(await circuit.refusal({ a: 0n, b: value }), `b = ${value}`).to.include('Num2Bits');
    }
    expect(await circuit.refusal({ a: 1n << BigInt(BITS), b: 0n })).to.include('Num2Bits');
    expect(await circuit.refusal({ a: FIELD_MODULUS >> 1n, b: 0n })).to.include('Num2Bits');
  });

  it('pins every wire [S2]', async () => {
    for (const [a, b] of accepted) expect(circuit.unpinned(await circuit.witness({ a, b }))).to.deep.equal([]);
  });
});

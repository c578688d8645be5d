import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { modulo } from '../harness/r1cs.ts';
import { templateCircuit, type TemplateCircuit, type Witness } from '../harness/template.ts';

const r = FIELD_MODULUS;
const FILE = 'lib/bits/order.circom';
const TEMPLATE = 'StrictlyBetween()';

describe('StrictlyBetween', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit(FILE, TEMPLATE)));

  const accepted: readonly (readonly [bigint, bigint, bigint])[] = [
    [0n, 1n, 2n],
    [0n, 1n, 0n],
    [0n, r - 1n, 0n],
    [5n, 6n, 7n],
    [r - 3n, r - 2n, r - 1n],
    [r - 2n, r - 1n, 0n],
    [0n, r >> 1n, r - 1n],
    [1n << 250n, (1n << 250n) + 1n, 1n << 253n],
  ];
  it('accepts low < key < high, and any key above low when high is 0', async () => {
    for (const [low, key, high] of accepted) await circuit.witness({ low, key, high });
  });

  it('refuses a key equal to a bound or outside, the order turned round, and key 0 [S5][S14]', async () => {
    const refused: readonly (readonly [bigint, bigint, bigint])[] = [
      [0n, 0n, 0n],
      [0n, 0n, 5n],
      [5n, 5n, 9n],
      [5n, 9n, 9n],
      [5n, 4n, 9n],
      [5n, 10n, 9n],
      [9n, 7n, 5n],
      [5n, 5n, 0n],
      [5n, 3n, 0n],
      [5n, 0n, 0n],
      [r - 1n, 3n, 0n],
      [r - 1n, 0n, 1n],
      [0n, r - 1n, r - 1n],
      [r - 1n, r - 1n, 0n],
      [5n, 6n, 6n],
      [5n, 6n, 5n],
    ];
    for (const [low, key, high] of refused) {
      expect(await circuit.refusal({ low, key, high }), `${low} ${key} ${high}`).to.include('Num2Bits');
    }
  });

  it('pins every wire [S2]', async () => {
    for (const [low, key, high] of accepted) {
      expect(circuit.unpinned(await circuit.witness({ low, key, high }))).to.deep.equal([]);
    }
  });

  describe('with witnesses that no honest generator makes', () => {
    let raw: TemplateCircuit;
    let honest: Witness;
    before(async () => {
      raw = await templateCircuit(FILE, TEMPLATE, 'O0');
      honest = await raw.witness({ low: 5n, key: 7n, high: 9n });
    });

    /** Every signal of a witness in which the gaps have the given values, which may be aliases k + r. */
    function assemble(low: bigint, key: bigint, high: bigint, gaps: readonly bigint[]): Witness {
      const signals: Record<string, bigint> = { low, key, high };
      let top = 0n;
      gaps.forEach((gap, i) => {
        signals[`gapBits[${i}].in`] = modulo(gap);
        for (let j = 0n; j < 254n; j++) signals[`gapBits[${i}].out[${j}]`] = (gap >> j) & 1n;
        top += gap >> 250n;
      });
      const [topName] = [...raw.wires.keys()].filter((name) => /^Num2Bits_\d+_\d+\.in$/.test(name));
      const component = topName!.replace('.in', '');
      signals[`${component}.in`] = top;
      for (let j = 0n; j < 4n; j++) signals[`${component}.out[${j}]`] = (top >> j) & 1n;
      return raw.forge(honest, signals);
    }
    const gapsOf = (low: bigint, key: bigint, high: bigint): bigint[] =>
      [low, key - low - 1n, high - key - 1n, -high].map(modulo);

    it('takes the honest ones, so that a refusal says something', () => {
      for (const [low, key, high] of accepted) {
        expect(raw.r1cs.accepts(assemble(low, key, high, gapsOf(low, key, high)))).to.equal(true);
      }
    });

    it('refuses every combination of aliases k + r for a key that is a bound or outside [S6][S14]', () => {
      const small = 1n << 200n;
      const refused: readonly (readonly [bigint, bigint, bigint])[] = [
        [5n, 5n, 9n],
        [5n, 9n, 9n],
        [5n, 3n, 9n],
        [5n, 12n, 9n],
        [5n, 3n, 0n],
        [0n, 0n, 0n],
        [0n, 0n, 9n],
        [small, small, 0n],
        [small, 1n, 2n * small],
        [small, 3n * small, 2n * small],
        [r - 1n, 1n, 0n],
      ];
      for (const [low, key, high] of refused) {
        const gaps = gapsOf(low, key, high);
        for (let choice = 0; choice < 16; choice++) {
          const aliased = gaps.map((gap, i) => (choice & (1 << i) ? gap + r : gap));
          if (aliased.some((gap) => gap >= 1n << 254n)) continue;
          expect(raw.r1cs.accepts(assemble(low, key, high, aliased)), `${low} ${key} ${high} ${choice}`).to.equal(
            false,
          );
        }
      }
    });

    it('refuses aliases in the gaps of a true statement too: it has one witness [S6]', () => {
      const gaps = gapsOf(5n, 7n, 9n);
      for (let i = 0; i < 3; i++) {
        const aliased = gaps.map((gap, k) => (k === i ? gap + r : gap));
        expect(raw.r1cs.accepts(assemble(5n, 7n, 9n, aliased))).to.equal(false);
      }
    });
  });
});

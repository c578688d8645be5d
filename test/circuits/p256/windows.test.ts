import { createECDH } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type AffinePoint, ORDER } from '../../../src/zk/p256/curve.ts';
import { fromLimbs, toBits } from '../../../src/zk/p256/limbs.ts';
import { BASE_WINDOWS, WINDOW_BITS } from '../../../src/zk/p256/parameters.ts';
import { WINDOW_COLUMNS, windowColumns } from '../../../src/zk/p256/windows.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const ENTRIES = 2 ** (WINDOW_BITS - 1);
const FILE = 'lib/p256/window.circom';
/** All windows with the same digit: one compilation for thirty-two. */
const EVERY_WINDOW = `
template EveryWindow() {
    signal input digit[8];
    signal input powers[8];
    signal output x[${BASE_WINDOWS}];
    signal output y[${BASE_WINDOWS}];

    component window[${BASE_WINDOWS}];
    for (var j = 0; j < ${BASE_WINDOWS}; j++) {
        window[j] = FixedWindow(j);
        window[j].digit <== digit;
        window[j].powers <== powers;
        x[j] <== window[j].x;
        y[j] <== window[j].y;
    }
}
`;

/** (2i + 1)·2^(8j)·G as OpenSSL multiplies. */
function multipleByOpenSsl(j: number, i: number): AffinePoint {
  const curve = createECDH('prime256v1');
  const factor = (BigInt(2 * i + 1) << BigInt(WINDOW_BITS * j)) % ORDER;
  curve.setPrivateKey(factor.toString(16).padStart(64, '0'), 'hex');
  const point = curve.getPublicKey('hex');
  return { x: BigInt(`0x${point.slice(2, 66)}`), y: BigInt(`0x${point.slice(66)}`) };
}

describe('fixed windows', () => {
  const points = Array.from({ length: BASE_WINDOWS }, (_, j) =>
    Array.from({ length: ENTRIES }, (__, i) => multipleByOpenSsl(j, i)),
  );

  it('are in circuits/lib/p256/generated/windows.circom as OpenSSL computes them, all 4,096 entries', () => {
    const text = readFileSync('circuits/lib/p256/generated/windows.circom', 'utf8');
    const columns = [...text.matchAll(/^ +\[([\d, ]+)\]/gm)].map(([, numbers]) => numbers!.split(', ').map(BigInt));
    expect(columns).to.have.lengthOf(7 * BASE_WINDOWS);
    for (const [j, table] of points.entries()) {
      const own = columns.slice(7 * j, 7 * j + 7);
      for (const column of own) expect(column).to.have.lengthOf(ENTRIES);
      for (const [i, { x, y }] of table.entries()) {
        const entry = own.map((column) => column[i]!);
        expect(fromLimbs(entry.slice(0, 4), 64), `x of entry ${i} of table ${j}`).to.equal(x);
        expect(fromLimbs(entry.slice(4), 96), `y of entry ${i} of table ${j}`).to.equal(y);
        expect(entry.every((limb, column) => limb < 1n << (column < 4 || column === 6 ? 64n : 96n))).to.equal(true);
      }
    }
  });

  describe('FixedWindow', () => {
    let circuit: TemplateCircuit;
    before(async () => {
      const text = readFileSync(`circuits/${FILE}`, 'utf8');
      circuit = await templateCircuit(FILE, 'EveryWindow()', 'O1', { [FILE]: text + EVERY_WINDOW });
    });

    /** Not 2^32, at which columns that stand at wrong powers might add up to the same. */
    const tau = 3n ** 150n % FIELD_MODULUS;
    const powers = Array.from({ length: 8 }, (_, e) => tau ** BigInt(e) % FIELD_MODULUS);
    const at = (columns: readonly bigint[], exponents: readonly number[]): bigint =>
      columns.reduce((sum, column, c) => sum + column * powers[exponents[c]!]!, 0n) % FIELD_MODULUS;

    it('selects every entry of every table, and its negative', async () => {
      for (let i = 0; i < ENTRIES; i++) {
        const index = toBits(BigInt(i), WINDOW_BITS - 1);
        const positive = await circuit.witness({ digit: [...index, 1n], powers });
        const negative = await circuit.witness({ digit: [...index, 0n], powers });
        for (const [j, table] of points.entries()) {
          const { x, y } = windowColumns(table[i]!);
          const [abscissa, ordinate] = [at(x, WINDOW_COLUMNS.x), at(y, WINDOW_COLUMNS.y)];
          for (const [witness, expected] of [
            [positive, ordinate],
            [negative, FIELD_MODULUS - ordinate],
          ] as const) {
            expect(circuit.value(witness, `x[${j}]`), `x of entry ${i} of table ${j}`).to.equal(abscissa);
            expect(circuit.value(witness, `y[${j}]`), `y of entry ${i} of table ${j}`).to.equal(expected);
          }
        }
      }
    });
  });
});

import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { templateCircuit } from './template-circuit.ts';

const MESSAGE = Array.from({ length: 768 }, (_, i) => (i * 167 + (i >> 8) * 13 + 1) & 0xff);
const WORDS = Array.from({ length: 96 }, (_, i) =>
  MESSAGE.slice(8 * i, 8 * i + 8).reduce((word, octet) => 256n * word + BigInt(octet), 0n),
);

describe('ByteWindow', () => {
  for (const width of [4, 24, 31, 64, 99]) {
    const circuit = templateCircuit('lib/der/name.circom', `ByteWindow(${width}, idleRelativeName())`);
    const idle = [0x31, 0x09, 0x30, 0x07, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x00];
    const behind = [...MESSAGE, ...idle, ...Array<number>(200).fill(0)];

    it(`reads ${width} octets at any offset, past the end too`, async () => {
      for (let offset = 0; offset < 800; offset += offset < 20 || offset > 690 ? 1 : 37) {
        const out = await circuit.readArray({ words: WORDS, bytes: MESSAGE, offset }, 'out', width);
        expect(out.map(Number), `offset ${offset}`).to.deep.equal(behind.slice(offset, offset + width));
      }
    });

    it(`refuses an offset out of reach of its ${width} octets [S5]`, async () => {
      for (const offset of [800n, 801n, 832n, 1023n, 1024n, 1n << 64n, FIELD_MODULUS - 1n]) {
        await circuit.expectRefused({ words: WORDS, bytes: MESSAGE, offset });
      }
    });
  }
});

describe('DefiniteLength', () => {
  const circuit = templateCircuit('lib/der/length.circom', 'DefiniteLength()');
  const minimal = (length: number): number[] =>
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];

  it('reads every minimal length up to 33,023', async () => {
    for (let length = 0; length <= 33_023; length += length < 1100 || length > 32_900 ? 1 : 97) {
      const octets = minimal(length);
      for (const filler of [0x00, 0xff]) {
        const padded = [...octets, filler, filler].slice(0, 3);
        expect(await circuit.read({ octets: padded }, 'length')).to.equal(BigInt(length));
      }
    }
  });

  it('refuses every other first octet and every longer form than needed [S48]', async () => {
    for (let first = 0x80; first <= 0xff; first++) {
      if (first !== 0x81 && first !== 0x82) await circuit.expectRefused({ octets: [first, 0xff, 0xff] });
    }
    for (let length = 0; length < 128; length++) await circuit.expectRefused({ octets: [0x81, length, 0xff] });
    for (let low = 0; low < 256; low++) await circuit.expectRefused({ octets: [0x82, 0, low] });
    for (let high = 129; high < 256; high++) await circuit.expectRefused({ octets: [0x82, high, 0] });
  });
});

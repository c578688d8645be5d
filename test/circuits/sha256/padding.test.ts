import { expect } from 'chai';
import { templateCircuit, type TemplateCircuit, type Witness } from '../harness/template.ts';

const BLOCKS = 2;
const MAX_LENGTH = BLOCKS * 64 - 9;

/** The padded message in octets, after the standard's own words (FIPS 180-4, 5.1.1). */
function padded(length: number): Buffer {
  const blocks = Math.floor((length + 8) / 64) + 1;
  const octets = Buffer.alloc(BLOCKS * 64);
  octets.fill(0xff, 0, length);
  octets[length] = 0x80;
  octets.writeBigUInt64BE(BigInt(length * 8), blocks * 64 - 8);
  return octets;
}

describe('Sha256Padding', () => {
  const file = 'lib/sha256/padding.circom';
  const inputs = (length: number) => ({
    bits: Array.from({ length: BLOCKS * 512 }, (_, i) => (i < 8 * length ? 1 : 0)),
    length,
  });

  it('pads every length there is', async () => {
    const circuit = await templateCircuit(file, `Sha256Padding(${BLOCKS})`, 'O1');
    for (let length = 0; length <= MAX_LENGTH; length++) {
      const witness = await circuit.witness(inputs(length));
      const bits = circuit.values(witness, 'padded', BLOCKS * 512).join('');
      const octets = Buffer.from(BigInt(`0b1${bits}`).toString(16).slice(1), 'hex');
      expect(octets.toString('hex'), `${length} octets`).to.equal(padded(length).toString('hex'));
      const last = length < 56 ? [1n, 0n] : [0n, 1n];
      expect(circuit.values(witness, 'isLast', BLOCKS)).to.deep.equal(last);
    }
  });

  describe('with a message end that no honest generator claims', () => {
    let circuit: TemplateCircuit;
    let honest: Witness;
    before(async () => {
      circuit = await templateCircuit(file, `Sha256Padding(${BLOCKS})`, 'O0');
      honest = await circuit.witness(inputs(40));
    });
    const ended = (step: (j: number) => bigint) =>
      Object.fromEntries(Array.from({ length: MAX_LENGTH + 1 }, (_, j) => [`ended[${j}]`, step(j)]));

    it('refuses a step elsewhere, two steps, half steps and none [S2][S9]', () => {
      expect(
        circuit.r1cs.accepts(
          circuit.forge(
            honest,
            ended((j) => (j >= 40 ? 1n : 0n)),
          ),
        ),
      ).to.equal(true);
      const steps: readonly ((j: number) => bigint)[] = [
        (j) => (j >= 39 ? 1n : 0n),
        (j) => (j >= 41 ? 1n : 0n),
        (j) => (j === 40 || j === MAX_LENGTH ? 1n : 0n),
        (j) => (j >= 40 ? 2n : 0n),
        (j) => (j >= 40 ? 1n : 2n),
        () => 0n,
        () => 1n,
      ];
      for (const step of steps) expect(circuit.r1cs.accepts(circuit.forge(honest, ended(step)))).to.equal(false);
    });
  });
});

import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { decodeMeta, encodeFlags, encodeMeta, Role } from '../../../src/zk/values.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const FILE = 'lib/meta.circom';
const MAX_UINT40 = (1n << 40n) - 1n;
const dates = [0n, 1_768_435_200n, 174_271_502_343n, MAX_UINT40];

describe('MetaEncode', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit(FILE, 'MetaEncode()')));

  it('composes what src/zk/values.ts does, for every role', async () => {
    for (const [i, role] of Object.values(Role).entries()) {
      for (const notAfter of dates) {
        const flags = { crlSign: i % 2 === 0, pathLength: i % 8 };
        const witness = await circuit.witness({ role, ...flags, notAfter });
        expect(circuit.value(witness, 'out')).to.equal(encodeMeta(role, encodeFlags(flags), notAfter));
      }
    }
  });

  it('refuses a notAfter of more than 40 bits, which would spill into the flags [S5]', async () => {
    for (const notAfter of [MAX_UINT40 + 1n, FIELD_MODULUS - 1n, 1n << 64n, FIELD_MODULUS - MAX_UINT40]) {
      const message = await circuit.refusal({ role: 4, crlSign: 0, pathLength: 0, notAfter });
      expect(message).to.include('Num2Bits');
    }
  });

  it('pins every wire [S2]', async () => {
    const witness = await circuit.witness({ role: 3, crlSign: 1, pathLength: 7, notAfter: dates[1] });
    expect(circuit.unpinned(witness)).to.deep.equal([]);
  });
});

describe('MetaDecode', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit(FILE, 'MetaDecode()')));

  it('opens what src/zk/values.ts composes', async () => {
    for (const role of Object.values(Role)) {
      for (const notAfter of dates) {
        const meta = encodeMeta(role, encodeFlags({ crlSign: true, pathLength: role % 8 }), notAfter);
        const witness = await circuit.witness({ meta });
        expect(circuit.value(witness, 'role')).to.equal(BigInt(decodeMeta(meta).role));
        expect(circuit.value(witness, 'crlSign')).to.equal(1n);
        expect(circuit.value(witness, 'pathLength')).to.equal(BigInt(role % 8));
        expect(circuit.value(witness, 'notAfter')).to.equal(notAfter);
      }
    }
  });

  it('refuses values with bits where meta has none [S5]', async () => {
    for (const meta of [1n << 52n, FIELD_MODULUS - 1n, 1n << 44n, 1n << 47n, (1n << 253n) + 5n]) {
      expect(await circuit.refusal({ meta })).to.include('Assert');
    }
  });

  it('pins every wire: there is one opening [S2]', async () => {
    // O2 substitutes `meta`, and what pins the bits goes with it.
    const raw = await templateCircuit(FILE, 'MetaDecode()', 'O1');
    expect(raw.unpinned(await raw.witness({ meta: encodeMeta(Role.Eum, 15, dates[1]!) }))).to.deep.equal([]);
  });
});

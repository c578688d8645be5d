import { expect } from 'chai';
import { ownInputs, recordCircuit } from './record-circuit.ts';
import { withInputs, World } from './world.ts';

describe('CertificateRecord: wires', () => {
  const world = new World();
  const { pki } = world;
  const chip = pki.euiccs[0];
  const samples = { 'an eUICC': chip, 'an SM-DP+': pki.dpAuth, 'an EUM': pki.eum, 'a sub-CI': pki.subCi };
  for (const [name, minted] of Object.entries(samples)) {
    it(`cannot be changed one by one in the witness of ${name} [S2]`, async () => {
      const circuit = await recordCircuit.circuit();
      const witness = await circuit.witness(ownInputs(world.inputs(world.statement(minted))));
      // circomlib's IsZero leaves its hint open where its input is 0: the output is 1 whatever it is.
      const open = [...circuit.wires].filter(([wire, i]) => wire.endsWith('.inv') && witness[i] === 0n);
      // Read for eUICCs only (circuits/certificate.circom). EidPrefixRule copies the first one, which is what it chooses when all are 0.
      const unread = minted === chip ? [] : [1, 2, 3].map((i) => `issuerPrefixes[${i}]`);
      expect(circuit.unpinned(witness)).to.have.members([...open.map(([wire]) => wire), ...unread]);
      expect(open.length).to.be.within(30, 50);
    });
  }

  it('have the prefixes that EidPrefixRule reads of eUICCs in any choice for all others, and nothing else changes [S2]', async () => {
    const circuit = await recordCircuit.circuit();
    const other = { issuerPrefixes: [1n, 2n, 3n, 4n] };
    for (const [name, minted] of Object.entries(samples)) {
      const honest = world.inputs(world.statement(minted));
      const inputs = ownInputs(withInputs(honest, other));
      if (minted === chip) {
        expect(circuit.r1cs.accepts(await circuit.assignment(inputs)), name).to.equal(false);
        continue;
      }
      const [before, after] = [await circuit.witness(ownInputs(honest)), await circuit.witness(inputs)];
      const changed = [...circuit.wires].filter(([, i]) => before[i] !== after[i]).map(([wire]) => wire);
      const rule = changed.find((wire) => wire.endsWith('.chosen[0]'))!;
      expect(rule, name).to.match(/^EidPrefixRule_\d+_\d+\.chosen\[0\]$/);
      expect(changed, name).to.have.members([0, 1, 2, 3].map((i) => `issuerPrefixes[${i}]`).concat(rule));
    }
  });
});

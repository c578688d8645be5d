import { expect } from 'chai';
import { encode, eUicc, eum, hex, Oid, permitted, rdn, server } from './builder.ts';
import { tbsBits, tbsCircuit } from './tbs-circuit.ts';

describe('TbsCertificate: wires', () => {
  const samples = {
    'an eUICC': eUicc(),
    'an EUM': eum(permitted('RSP Test EUM', '89049032'), permitted('RSP Test EUM', '8904')),
    'a server': { ...server(), subject: [rdn(Oid.commonName, 'x')], serialNumber: hex('02 02 00 80') },
  };
  for (const [name, parts] of Object.entries(samples)) {
    it(`cannot be changed one by one in the witness of ${name} [S2]`, async () => {
      const circuit = await tbsCircuit.circuit();
      const tbs = encode(parts);
      const free = circuit.unpinned(await circuit.witness({ bits: tbsBits(tbs), length: tbs.length }));
      // circomlib's IsZero leaves its hint open where its input is 0: the output is 1 whatever it is.
      expect(free.filter((wire) => !wire.endsWith('.inv'))).to.deep.equal([]);
      expect(free.length).to.be.within(1, 60);
    });
  }
});

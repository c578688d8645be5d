import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { verifierName } from '../../scripts/circuits/verifier.ts';
import { circuitName, signalCount, verifiedCircuits, verifiers } from '../../src/chain/circuits.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (...names: string[]): string => readFileSync(path.join(root, ...names), 'utf8');

describe('Circuits whose proofs contracts verify', () => {
  it('have the verifiers that the build generates for them, with as many public signals [S20]', () => {
    for (const circuit of verifiedCircuits) {
      expect(verifiers[circuit]).to.equal(verifierName(circuit));
      const source = read('contracts', 'verifiers', `${verifiers[circuit]}.sol`);
      expect(source).to.include(`uint[${signalCount(circuit)}] calldata _pubSignals`);
    }
  });

  it('have the names in the router by which the contracts ask for them', () => {
    const names = [...read('contracts', 'libraries', 'Circuits.sol').matchAll(/ = "(\w+)";/g)].map(([, name]) => name!);
    expect(names).to.include.members(['certificate', 'possession', 'revocation']);
    expect(verifiedCircuits).to.include.members(names);
    expect(circuitName('receiptLong')).to.equal(`0x${Buffer.from('receiptLong').toString('hex').padEnd(64, '0')}`);
  });
});

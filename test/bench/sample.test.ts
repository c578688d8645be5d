import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { sampleCircuits, samples } from '../../src/bench/sample.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('samples', () => {
  const circuits = JSON.parse(readFileSync(path.join(root, 'circuits/circuits.json'), 'utf8')) as Record<
    string,
    { publicSignals: string[] }
  >;

  it('are there for every circuit', () => {
    expect(sampleCircuits).to.have.members(Object.keys(circuits));
  });

  for (const circuit of sampleCircuits) {
    it(`of ${circuit} have its public signals in order, and are the same each time`, () => {
      const { inputs, publicSignals } = samples[circuit]();
      const { publicSignals: names } = circuits[circuit]!;
      expect(publicSignals).to.deep.equal(names.map((name) => inputs[name]));
      expect(samples[circuit]().publicSignals).to.deep.equal(publicSignals);
    });
  }

  it('of receipts take the circuit that they are for', () => {
    expect(samples.receipt().circuit).to.equal('receipt');
    expect(samples.receiptLong().circuit).to.equal('receiptLong');
  });
});

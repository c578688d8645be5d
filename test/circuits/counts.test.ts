import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { templateCircuit } from './harness/template.ts';

const README = readFileSync(new URL('../../circuits/README.md', import.meta.url), 'utf8');
const file = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

/** Cells of the table under a heading of circuits/README.md, without backticks. */
function table(heading: string): string[][] {
  const section = README.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

const rowsOf = (cell: string): number => Number(cell.replaceAll(',', ''));

describe('circuits/README.md', () => {
  const library = table('Library');
  const circuits = table('Main circuits');

  it('lists the circuits of circuits.json with their public signals in order and the locked number of rows [S20]', () => {
    const manifest = file('circuits/circuits.json') as Record<string, { publicSignals: string[] }>;
    const lock = file('circuits.lock.json') as Record<string, { constraints: number }>;
    expect(circuits.map(([name]) => name)).to.deep.equal(Object.keys(manifest));
    for (const [name, , signals, rows] of circuits) {
      expect(signals!.split(', ')).to.deep.equal(manifest[name!]!.publicSignals);
      expect(rowsOf(rows!), name).to.equal(lock[name!]!.constraints);
    }
  });

  it('has a library table', () => {
    expect(library).to.have.length.at.least(12);
  });

  for (const [template, source, , rows] of library) {
    it(`gives ${template!} the number of rows that the compiler does`, async () => {
      const circuit = await templateCircuit(source!, template!);
      expect(circuit.r1cs.constraints.length).to.equal(rowsOf(rows!));
    });
  }
});

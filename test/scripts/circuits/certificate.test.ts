import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import type { CircuitDescription } from '../../../scripts/circuits/build.ts';
import { sourcesOf } from '../../../scripts/circuits/compile.ts';
import { readArtifacts } from '../../../src/zk/artifacts.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const circuits = JSON.parse(readFileSync(path.join(root, 'circuits', 'circuits.json'), 'utf8')) as Record<
  string,
  CircuitDescription
>;

/** Names of the signals on wires 1..count, from a .sym file: label, wire, component, name. */
async function firstWires(file: string, count: number): Promise<(string | undefined)[]> {
  const names = new Array<string | undefined>(count).fill(undefined);
  const lines = createInterface({ input: createReadStream(file) });
  for await (const line of lines) {
    const [, wire, , name] = line.split(',');
    const index = Number(wire) - 1;
    if (index >= 0 && index < count) names[index] ??= name;
    if (names.every((known) => known !== undefined)) break;
  }
  return names;
}

describe('the circuits of circuits.json', () => {
  for (const [circuit, { file, publicSignals, maximumLog2 }] of Object.entries(circuits)) {
    describe(circuit, () => {
      it('compiles to the locked constraint system, with the locked keys [S29]', async () => {
        const { manifest } = await readArtifacts(circuit);
        expect(manifest.circuit).to.equal(circuit);
      });

      it('has the public signals of circuits.json, in that order [S20]', async () => {
        const { manifest, r1cs } = await readArtifacts(circuit);
        expect(manifest.publicSignals).to.equal(publicSignals.length);
        const names = await firstWires(r1cs.replace(/r1cs$/, 'sym'), publicSignals.length);
        expect(names).to.deep.equal(publicSignals.map((name) => `main.${name}`));
      });

      it('fits its domain', async () => {
        const { constraints, domain } = (await readArtifacts(circuit)).manifest;
        expect(domain).to.be.at.most(2 ** maximumLog2);
        // The rows of the public signals and of the constant count too.
        expect(constraints + publicSignals.length + 1).to.be.at.most(domain);
      });

      it('includes nothing but circuits/ and circomlib', () => {
        for (const source of sourcesOf(file))
          expect(source).to.match(/^(circuits|node_modules\/circomlib\/circuits)\//);
      });
    });
  }
});

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { compareCircuits, comparisonReport, type Comparisons } from '../../src/bench/comparison.ts';
import { ourCounts, readCountFiles } from '../../src/bench/ours.ts';
import { CLAIMED, peers } from '../../src/bench/peers.ts';
import { SdkError } from '../../src/sdk/sdk-error.ts';

const root = path.resolve(import.meta.dirname, '../..');
const allPeers = Object.entries(peers).flatMap(([subject, list]) => list.map((peer) => ({ subject, ...peer })));

describe('figures of others', () => {
  for (const peer of allPeers) {
    it(`name who counted ${peer.name} (${peer.subject}), and where it is published`, () => {
      expect(peer.counted).to.match(/^(claimed by its authors|compiled by us with (circom2|gnark) v?\d+\.\d+\.\d+)$/);
      // Repository and file, or the address of a publication.
      expect(peer.source).to.match(/^(github\.com\/[\w-]+\/[\w-]+, [\w-]+(\/[\w-]+)*(\.\w+)?( .+)?|[\w.]+\.\w+\/\S+)$/);
      expect(peer.constraints).to.satisfy(Number.isSafeInteger).and.to.be.greaterThan(0);
      expect(peer.nonLinear ?? peer.constraints).to.be.at.most(peer.constraints);
    });
  }

  it('have circom’s level where we compiled them with circom, and none where another compiler did', () => {
    for (const { name, counted, level } of allPeers.filter((peer) => peer.counted !== CLAIMED)) {
      expect(level, name).to.be.oneOf(counted.includes('circom2') ? ['O1', 'O2'] : ['none']);
    }
  });

  it('are listed once, the largest first', () => {
    for (const list of Object.values(peers)) {
      const counts = list.map(({ constraints }) => constraints);
      expect(counts).to.deep.equal(counts.toSorted((a, b) => b - a));
      expect(new Set(list.map(({ name }) => name)).size).to.equal(list.length);
    }
  });
});

describe('our counts', () => {
  const files = {
    lock: '{ "certificate": { "constraints": 1000 } }',
    readme: '| `EcdsaP256Verify(1)` | `a` | A | b. | 2,000 |\n| `Sha256Variable(2)`   | `c` | d. | 31 |',
  };

  it('are read from the lock file and the table of circuits/README.md', () => {
    const { certificate, ecdsaP256, sha256Block } = ourCounts(files);
    expect([certificate, ecdsaP256, sha256Block].map((ours) => ours.constraints)).to.deep.equal([1000, 2000, 16]);
    expect([certificate, ecdsaP256, sha256Block].map((ours) => ours.level)).to.deep.equal(['O2', 'O2', 'O2']);
  });

  it('are those of the circuit that is built', () => {
    const lock = JSON.parse(readFileSync(path.join(root, 'circuits.lock.json'), 'utf8'));
    expect(ourCounts(readCountFiles()).certificate.constraints).to.equal(lock.certificate.constraints);
  });

  it('are refused where a file does not hold them', () => {
    const broken = [
      { ...files, lock: '{}' },
      { ...files, readme: '' },
      { ...files, readme: files.readme.replace('2,000', 'many') },
    ];
    for (const each of broken) expect(() => ourCounts(each)).to.throw(SdkError, /holds no count for/);
  });
});

describe('openrsp bench circuits', () => {
  const openrsp = (...args: string[]): string =>
    execFileSync(process.execPath, ['src/cli/main.ts', ...args], { cwd: root, encoding: 'utf8' });

  it('prints every circuit of others with its count, factor, counter and source in an aligned table', () => {
    const printed = openrsp('bench', 'circuits');
    expect(printed).to.equal(`${comparisonReport(compareCircuits())}\n`);
    const lines = printed.split('\n');
    for (const [subject, { peers: others, statement }] of Object.entries(compareCircuits())) {
      const start = lines.indexOf(statement);
      const heading = lines[start + 2]!;
      for (const [row, peer] of others.entries()) {
        const line = lines[start + 5 + row]!;
        expect(line, subject).to.include(peer.constraints.toLocaleString('en')).and.to.include(peer.factor.toFixed(2));
        expect(line.indexOf(peer.name), subject).to.equal(0);
        expect(line.indexOf(peer.counted), subject).to.equal(heading.indexOf('counted'));
        expect(line.indexOf(peer.source), subject).to.equal(heading.indexOf('source'));
      }
    }
  });

  it('prints the same as JSON', () => {
    const { circuits, comparisons, ...rest } = JSON.parse(openrsp('bench', 'circuits', '--json')) as {
      circuits: Record<string, { constraints: number }>;
      comparisons: Comparisons;
    };
    expect(rest).to.deep.equal({});
    expect(comparisons).to.deep.equal(compareCircuits());
    const lock = JSON.parse(readFileSync(path.join(root, 'circuits.lock.json'), 'utf8')) as typeof circuits;
    expect(Object.keys(circuits)).to.have.members(['ecdsaP256', 'sha256Block', ...Object.keys(lock)]);
    for (const [name, { constraints }] of Object.entries(lock)) expect(circuits[name]).to.deep.equal({ constraints });
    for (const [name, { ours, peers: others }] of Object.entries(comparisons)) {
      expect(circuits[name]).to.deep.equal({ constraints: ours.constraints });
      for (const peer of others) {
        expect(Math.abs(peer.factor - peer.constraints / ours.constraints) <= 0.005).to.equal(true);
        expect(peer.nonLinearFactor === undefined).to.equal(peer.nonLinear === undefined);
      }
    }
  });

  it('is documented, and a part that does not exist is refused with the names of those that do', () => {
    expect(openrsp('bench', '--help')).to.include('circuits  our circuits');
    const { status, stderr } = spawnSync(process.execPath, ['src/cli/main.ts', 'bench', 'circuit'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).to.equal(1);
    expect(stderr).to.include("'circuit' is invalid").and.to.include('circuits, proof, prover, gas');
  });
});

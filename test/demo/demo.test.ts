import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { parseDay } from '../../src/sdk/date.ts';
import { type Folder, temporaryFolder } from '../tasks/fixture.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/cli/main.ts');

interface DemoOutput {
  readonly origin: string;
  readonly registrations: {
    role: string;
    status: { status: string; leaf: string };
    proofSeconds?: number;
    gasUsed: string;
  }[];
  readonly refusals: { attempt: string; by: string; reason: string }[];
}

describe('openrsp demo', () => {
  let folder: Folder;
  before(() => {
    folder = temporaryFolder();
    // One proof of a CA and one of a chip; test/e2e registers all roles.
    const { ci, eum, euiccs } = mintPki({ notBefore: parseDay('2026-01-01') });
    for (const [name, { certificate }] of Object.entries({ ci, eum, euicc: euiccs[0] })) {
      writeFileSync(folder.file(`${name}.der`), certificate.der);
    }
  });
  after(() => folder.remove());

  it('registers the certificates of a folder, and shows who refuses what', async function () {
    this.timeout(900_000);
    const args = [MAIN, 'demo', '--json', '--date', '2026-01-15', '--certificates', folder.path];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { registrations, refusals } = JSON.parse(stdout) as DemoOutput;

    expect(registrations.map(({ role, status }) => [role, status.status])).to.deep.equal([
      ['Ci', 'Valid'],
      ['Eum', 'Valid'],
      // A chip proves its own state; the chain tells nobody.
      ['Euicc', 'Unknown'],
    ]);
    for (const { role, status, proofSeconds, gasUsed } of registrations) {
      expect(status.leaf, role).to.match(/^[1-9][0-9]+$/);
      expect(Number(gasUsed), role).to.be.within(100_000, 600_000);
      expect(proofSeconds === undefined, role).to.equal(role === 'Ci');
    }

    const refusers = Object.groupBy(refusals, ({ attempt }) => attempt);
    expect(
      Object.entries(refusers).map(([attempt, entries]) => [attempt, entries!.map(({ by }) => by)]),
    ).to.have.deep.members([
      ['a proof copied by somebody else', ['contract']],
      ['a certificate with one bit changed', ['program', 'circuit']],
      ['a certificate of an issuer that is no anchor', ['program', 'circuit']],
      ['a certificate whose issuer was revoked', ['program', 'circuit', 'contract']],
      ['a certificate after its end', ['program', 'circuit', 'contract']],
    ]);
    expect(refusals.find(({ attempt }) => attempt.includes('copied'))?.reason).to.equal('ProofRefused');
  });
});

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { privateKeyPem } from '../../src/pki/mint/store.ts';
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
    // A CA, a chip, and the SM-DP+ that the chip signs to; test/e2e registers all roles.
    const { ci, eum, euiccs, dpAuth, dpPb } = mintPki({ notBefore: parseDay('2026-01-01') });
    mkdirSync(folder.file('keys'));
    for (const [name, { certificate, secretKey }] of Object.entries({ ci, eum, euicc: euiccs[0], dpAuth, dpPb })) {
      writeFileSync(folder.file(`${name}.der`), certificate.der);
      writeFileSync(folder.file('keys', `${name}.pem`), privateKeyPem(secretKey));
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
      ['DpAuth', 'Valid'],
      ['DpPb', 'Valid'],
      // A chip proves its own state; the chain tells nobody.
      ['Euicc', 'Unknown'],
    ]);
    for (const { role, status, proofSeconds, gasUsed } of registrations) {
      expect(status.leaf, role).to.match(/^[1-9][0-9]+$/);
      expect(Number(gasUsed), role).to.be.within(100_000, 850_000);
      expect(proofSeconds === undefined, role).to.equal(role === 'Ci');
    }

    const refusers = Object.groupBy(refusals, ({ attempt }) => attempt);
    expect(
      Object.entries(refusers).map(([attempt, entries]) => [attempt, entries!.map(({ by }) => by)]),
    ).to.have.deep.members([
      ['a proof copied by somebody else', ['contract']],
      ['a certificate with one bit changed', ['program', 'circuit']],
      ['a certificate of an issuer that is no anchor', ['program', 'circuit']],
      ["a chip with another chip's signature", ['program', 'circuit']],
      ['a chip whose signature is for another leaf', ['program', 'circuit', 'contract']],
      ['a certificate whose issuer was revoked', ['program', 'circuit', 'contract']],
      ['a certificate after its end', ['program', 'circuit', 'contract']],
    ]);
    expect(refusals.find(({ attempt }) => attempt.includes('copied'))?.reason).to.equal('ProofRefused');
  });
});

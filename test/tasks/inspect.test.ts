import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { mintInto, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('certificate inspect', () => {
  let folder: Folder;

  before(() => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
  });
  after(() => folder.remove());

  it('shows what a certificate says', async () => {
    const { stdout } = await runTask(await hardhat(), ['certificate', 'inspect'], {
      file: folder.file('pki', 'CERT_EUICC_1.der'),
      json: true,
    });
    const value = JSON.parse(stdout) as Record<string, unknown>;
    expect(value).to.include({ role: 'Euicc', notAfter: '7492-11-02T14:39:03Z' });
    expect(value.eid).to.match(/^89999001[0-9]{24}$/);
  });

  const refuse = async (file: string): Promise<string> => {
    const { success, stdout, stderr } = await runTask(await hardhat(), ['certificate', 'inspect'], { file });
    expect(success).to.equal(false);
    expect(stdout).to.equal('');
    expect(stderr.trimEnd()).not.to.contain('\n');
    return stderr;
  };

  it('refuses a truncated certificate in one sentence', async () => {
    const der = readFileSync(folder.file('pki', 'CERT_EUM.der'));
    writeFileSync(folder.file('truncated.der'), der.subarray(0, der.length - 7));
    expect(await refuse(folder.file('truncated.der'))).to.match(/truncated\.der: .*\[DerTruncated\]/);
  });

  it('refuses another curve in one sentence', async () => {
    expect(await refuse(folder.file('pki', 'negative', 'brainpool.der'))).to.match(/brainpool.*\[BrainpoolCurve\]/);
  });

  it('refuses a file that is not there', async () => {
    expect(await refuse(folder.file('missing.der'))).to.match(/missing\.der: cannot be read \(ENOENT\)/);
  });

  it('takes paths relative to where the user is, and ends with exit code 1 without a stack', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'node_modules/hardhat/dist/src/cli.js'), 'certificate', 'inspect', 'missing.der'],
      { cwd: root, env: { ...process.env, INIT_CWD: folder.path }, encoding: 'utf8' },
    );
    expect(status).to.equal(1);
    expect(stdout).to.equal('');
    expect(stderr.trimEnd()).to.match(/^[^\n]*openrsp-test-[^\n]*missing\.der: cannot be read[^\n]*$/);
  });
});

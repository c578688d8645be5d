import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';

const MOCHA = path.resolve(import.meta.dirname, '../../../node_modules/mocha/bin/mocha.js');
const MODULE = path.join(import.meta.dirname, 'describe-pcsc.ts');

describe('A suite on the real PC/SC', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'openrsp-suite-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What mocha says of a suite with one test that passes. */
  function run(missing: readonly string[], CI: string | undefined): { status: number | null; said: string } {
    const file = path.join(folder, 'suite.mjs');
    writeFileSync(
      file,
      `import { describePcsc } from ${JSON.stringify(MODULE)};
       describePcsc('cards', () => it('is tested', () => undefined), ${JSON.stringify(missing)});`,
    );
    const { CI: _ours, ...environment } = process.env;
    const env = CI === undefined ? environment : { ...environment, CI };
    const { status, stdout, stderr } = spawnSync(process.execPath, [MOCHA, '--no-config', '--reporter', 'tap', file], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, said: `${stdout}${stderr}` };
  }

  it('runs where all packages are installed', () => {
    expect(run([], 'true')).to.have.property('said').that.includes('ok 1 cards is tested').and.includes('# pass 1');
  });

  it('is skipped where some are not, and names them', () => {
    const { status, said } = run(['pcscd', 'vsmartcard-vpcd'], undefined);
    expect(status).to.equal(0);
    expect(said).to.include('install the Debian packages pcscd, vsmartcard-vpcd').and.include('# SKIP');
    expect(said).to.include('# pass 0').and.include('# fail 0');
  });

  it('fails under CI where some are not, and names them', () => {
    const { status, said } = run(['pcscd', 'vsmartcard-vpcd'], 'true');
    expect(status).to.equal(1);
    expect(said).to.include('There is no PC/SC to test with: install the Debian packages pcscd, vsmartcard-vpcd.');
  });
});

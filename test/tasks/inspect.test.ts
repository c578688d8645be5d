import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { integer } from '../../src/pki/der/writer.ts';
import { issueCrl } from '../../src/pki/mint/crls.ts';
import { extension } from '../../src/pki/mint/extension.ts';
import type { MintedPki } from '../../src/pki/mint/pki.ts';
import { Oid } from '../../src/pki/oid.ts';
import { utc } from '../../src/sdk/format.ts';
import { mintInto, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('certificate inspect', () => {
  let folder: Folder;
  let pki: MintedPki;

  before(() => {
    folder = temporaryFolder();
    pki = mintInto(folder.file('pki'));
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

  it('shows what a CRL says, in DER and in PEM', async () => {
    const { crls } = pki;
    const { name, crl } = crls[0]!;
    const pem = `-----BEGIN X509 CRL-----\n${Buffer.from(crl.der).toString('base64')}\n-----END X509 CRL-----\n`;
    writeFileSync(folder.file('crl.pem'), `A CRL:\n${pem}`);
    for (const file of [folder.file('pki', `${name}.crl`), folder.file('crl.pem')]) {
      const { stdout } = await runTask(await hardhat(), ['certificate', 'inspect'], { file, json: true });
      expect(JSON.parse(stdout)).to.include({
        kind: 'CRL',
        issuer: pki.ci.certificate.subject.text,
        thisUpdate: '2026-01-01T00:00:00Z',
        nextUpdate: utc(crl.nextUpdate),
        number: '1',
        entries: crl.entries.length,
      });
      const { stdout: text } = await runTask(await hardhat(), ['certificate', 'inspect'], { file });
      expect(text).to.match(/^kind +CRL\nissuer +.*CI.*\nthisUpdate +2026-01-01T00:00:00Z\n/);
    }
  });

  it('counts the entries of a CRL', async () => {
    const { ci, notBefore } = pki;
    const entries = [7n, 8n].map((serialNumber) => ({ serialNumber, revocationDate: notBefore }));
    const der = issueCrl(
      {
        issuer: ci.certificate.subject.der,
        thisUpdate: notBefore,
        nextUpdate: notBefore + 86_400n,
        entries,
        extensions: [extension(Oid.cRLNumber, integer(7n))],
      },
      ci.secretKey,
      'low',
    );
    writeFileSync(folder.file('two.crl'), der);
    const args = { file: folder.file('two.crl'), json: true };
    const { stdout } = await runTask(await hardhat(), ['certificate', 'inspect'], args);
    expect(JSON.parse(stdout)).to.include({ kind: 'CRL', number: '7', entries: 2 });
  });

  it('refuses a damaged CRL as a CRL', async () => {
    const der = Buffer.from(pki.crls[0]!.crl.der);
    // Version 2 becomes version 1.
    der[der.indexOf(Buffer.from([2, 1, 1])) + 2] = 0;
    writeFileSync(folder.file('version1.crl'), der);
    expect(await refuse(folder.file('version1.crl'))).to.match(/version1\.crl: the CRL is not version 2.*\[Version\]/);
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

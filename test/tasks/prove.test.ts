import { existsSync, readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readCertificate } from '../../src/pki/file.ts';
import { connect } from '../../tasks/connection.ts';
import { acceptAnyProof, deployFor, mintInto, registerUnproven, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

describe('certificate prove', () => {
  let folder: Folder;
  let hre: HardhatRuntimeEnvironment;
  const pki = (name: string): string => folder.file('pki', name);

  beforeEach(async () => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    hre = await hardhat();
    await deployFor(hre);
  });
  afterEach(() => folder.remove());

  /** Runs the task without computing; gives its sentence on stderr, '' when it succeeds. */
  const prove = async (file: string, args: Record<string, unknown> = {}): Promise<string> => {
    const secrets = folder.file('secrets');
    const run = await runTask(hre, ['certificate', 'prove'], { file, secrets, dryRun: true, ...args });
    expect(run.success).to.equal(run.stderr === '');
    return run.stderr;
  };
  const anchor = (): Promise<unknown> => runTask(hre, ['anchor', 'add'], { file: pki('CERT_CI.der') });

  it('finds everything it needs of a certificate under an anchor', async () => {
    await anchor();
    expect(await prove(pki('CERT_DPauth.der'))).to.equal('');
  });

  it('writes nothing in a dry run, not even a holder secret [S77]', async () => {
    await anchor();
    await prove(pki('CERT_EUICC_1.der'));
    expect(existsSync(folder.file('secrets'))).to.equal(false);
    expect(readdirSync(folder.file('pki')).some((name) => name.includes('proof'))).to.equal(false);
  });

  it('says which issuer is missing from the files', async () => {
    expect(await prove(pki('CERT_DPauth.der'), { issuers: pki('CERT_EUM.der') })).to.match(
      /^No certificate in .* issued ".*" \(its issuer is ".*"\); name its file or folder with --issuers/,
    );
  });

  it('says that the issuer is no active CA on chain, and how to make it one', async () => {
    expect(await prove(pki('CERT_DPauth.der'))).to.match(/The issuer ".*Test CI.*" is no active CA .*anchor add/);
    await anchor();
    expect(await prove(pki('CERT_EUICC_1.der'))).to.match(/The issuer ".*" is no active CA .*register it first/);
  });

  it('takes the time from the chain, not from this machine', async () => {
    await anchor();
    const { ethers } = await connect(hre);
    const { notAfter } = readCertificate(pki('CERT_DP_TLS.der'));
    expect(await prove(pki('CERT_DP_TLS.der'))).to.equal('');
    await ethers.provider.send('evm_setNextBlockTimestamp', [Number(notAfter) + 60]);
    await ethers.provider.send('evm_mine', []);
    expect(await prove(pki('CERT_DP_TLS.der'))).to.match(/^Valid until 2027-.*\[Expired\]/);
  });

  it('refuses a certificate that its issuer revoked', async () => {
    await anchor();
    expect((await runTask(hre, 'revoke', { file: pki('CERT_DPauth.der') })).stderr).to.equal('');
    expect((await runTask(hre, 'revoke', { file: pki('CERT_DPauth.der') })).stderr).to.match(
      /is revoked already, since/,
    );
    const status = await runTask(hre, ['certificate', 'status'], { file: pki('CERT_DPauth.der'), json: true });
    expect(JSON.parse(status.stdout)).to.include({ registered: false, status: 'Unknown' });
    expect(status.stdout).to.match(/"revokedAt": "\d+"/);
  });

  it('refuses a chip that was revoked', async () => {
    await anchor();
    expect((await runTask(hre, 'revoke', { file: pki('CERT_EUICC_1.der') })).stderr).to.equal('');
    const status = await runTask(hre, ['certificate', 'status'], { file: pki('CERT_EUICC_1.der'), json: true });
    expect(status.stdout).to.match(/"revokedAt": "\d+"/);
  });

  it('proves anew a CA that fell with its issuer and did not come back with it', async () => {
    await acceptAnyProof(hre);
    await anchor();
    const [ci, subCi, eum] = ['CERT_CI', 'CERT_SUBCI', 'CERT_SUBCI_EUM'].map((name) =>
      readCertificate(pki(`${name}.der`)),
    );
    await registerUnproven(hre, { certificate: subCi!, issuer: ci! });
    await registerUnproven(hre, { certificate: eum!, issuer: subCi! });
    expect(await prove(pki('CERT_SUBCI_EUM.der'))).to.match(/is registered already, with leaf/);

    await runTask(hre, ['anchor', 'remove'], { file: pki('CERT_CI.der') });
    await anchor();
    await registerUnproven(hre, { certificate: subCi!, issuer: ci! });
    const status = async (): Promise<unknown> => {
      const args = { file: pki('CERT_SUBCI_EUM.der'), json: true };
      return JSON.parse((await runTask(hre, ['certificate', 'status'], args)).stdout);
    };
    expect(await status()).to.include({ status: 'Valid', inTree: false });
    expect((await runTask(hre, ['certificate', 'status'], { file: pki('CERT_SUBCI_EUM.der') })).stdout).to.match(
      /in tree +no: it fell with its issuer; bring it back with: /,
    );
    expect(await prove(pki('CERT_SUBCI_EUM.der'))).to.equal('');

    await registerUnproven(hre, { certificate: eum!, issuer: subCi! });
    expect(await status()).to.include({ status: 'Valid', inTree: true });
    expect(await prove(pki('CERT_SUBCI_EUM.der'))).to.match(/is registered already, with leaf/);
  });

  it('refuses certificates that break a rule of their issuer', async () => {
    await anchor();
    const issuers = pki('CERT_CI.der');
    expect(await prove(pki('negative/euiccIssuedByCi.der'), { issuers })).to.match(/IssuerRole/);
    expect(await prove(pki('negative/expired.der'), { issuers })).to.match(/Expired/);
    expect(await prove(pki('negative/tamperedSignature.der'), { issuers })).to.match(/No certificate in .* issued/);
  });
});

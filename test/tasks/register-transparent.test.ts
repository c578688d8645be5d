import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readCertificate } from '../../src/pki/file.ts';
import { hex32 } from '../../src/sdk/format.ts';
import { anchorRecord, certificateStatement } from '../../src/zk/certificate.ts';
import { connect } from '../../tasks/connection.ts';
import { deployFor, mintInto, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask, type TaskRun } from './harness.ts';

describe('certificate register-transparent', () => {
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

  const anchor = (): Promise<TaskRun> => runTask(hre, ['anchor', 'add'], { file: pki('CERT_CI.der') });
  const run = (file: string, args: Record<string, unknown> = {}): Promise<TaskRun> =>
    runTask(hre, ['certificate', 'register-transparent'], { file: pki(file), ...args });
  const refusal = async (file: string, args: Record<string, unknown> = {}): Promise<string> => {
    const { success, stdout, stderr } = await run(file, args);
    expect(success).to.equal(false);
    expect(stdout).to.equal('');
    return stderr;
  };
  const status = async (file: string): Promise<unknown> =>
    JSON.parse((await runTask(hre, ['certificate', 'status'], { file: pki(file), json: true })).stdout);

  it('registers a certificate under an anchor, with the leaf of its proof', async () => {
    await anchor();
    const { success, stdout, stderr } = await run('CERT_DPauth.der', { json: true });
    expect(success, stderr).to.equal(true);
    const issuer = anchorRecord(readCertificate(pki('CERT_CI.der')), 1n);
    const { leaf } = certificateStatement({ certificate: readCertificate(pki('CERT_DPauth.der')), issuer });
    const value = JSON.parse(stdout) as { registered: unknown; sent: boolean };
    expect(value.registered).to.deep.equal([
      { role: 'DpAuth', subject: readCertificate(pki('CERT_DPauth.der')).subject.text, leaf: hex32(leaf) },
    ]);
    expect(await status('CERT_DPauth.der')).to.include({ registered: true, leaf: hex32(leaf), status: 'Valid' });
    expect(await refusal('CERT_DPauth.der')).to.match(/is registered already, with leaf 0x/);
  });

  it('registers the issuers that are not registered yet with it', async () => {
    await anchor();
    const { stdout } = await run('CERT_SUBCI_EUM.der');
    expect(stdout).to.match(/SubCi +0x[0-9a-f]{64} .*\nEum +0x[0-9a-f]{64} /);
    expect(await status('CERT_SUBCI.der')).to.include({ status: 'Valid', inTree: true });
    expect(await status('CERT_SUBCI_EUM.der')).to.include({ status: 'Valid', inTree: true });
  });

  it('sends nothing in a dry run [S77]', async () => {
    await anchor();
    const { ethers } = await connect(hre);
    const before = await ethers.provider.getBlockNumber();
    const { stdout } = await run('CERT_SUBCI_EUM.der', { dryRun: true, json: true });
    expect(JSON.parse(stdout)).to.include({ sent: false });
    expect(await ethers.provider.getBlockNumber()).to.equal(before);
  });

  it('refuses a chip, before anything about it leaves the machine [S40]', async () => {
    await anchor();
    expect(await refusal('CERT_EUICC_1.der')).to.match(/would give away its chip; prove it instead.*\[Chip\]/);
  });

  it('says which issuer is missing, and that an anchor is', async () => {
    expect(await refusal('CERT_DPauth.der', { issuers: pki('CERT_EUM.der') })).to.match(
      /No certificate at hand issued ".*" .* name its file or folder with --issuers/,
    );
    expect(await refusal('CERT_DPauth.der')).to.match(/The issuer ".*Test CI.*" is no active CA .*anchor add/);
  });

  it('refuses what breaks a rule, before it is sent', async () => {
    await anchor();
    const issuers = pki('CERT_CI.der');
    expect(await refusal('negative/expired.der', { issuers })).to.match(/\[Expired\]/);
    expect(await refusal('negative/notYetValid.der', { issuers })).to.match(/\[NotYetValid\]/);
    expect(await refusal('negative/eumNotCa.der', { issuers })).to.match(/\[BasicConstraints\]/);
    expect(await refusal('negative/tamperedSignature.der', { issuers })).to.match(/No certificate at hand issued/);
    await runTask(hre, 'revoke', { file: pki('CERT_DPauth.der') });
    expect(await refusal('CERT_DPauth.der')).to.match(/The contract refuses: CertificateIsRevoked\(revKey = \d+\)/);
  });
});

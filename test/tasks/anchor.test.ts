import { expect } from 'chai';
import { openDeployment } from '../../src/chain/contracts.ts';
import { isSweepPending } from '../../src/chain/sweep.ts';
import { connect, signerFor } from '../../tasks/connection.ts';
import { deployFor, mintInto, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask } from './harness.ts';

describe('anchor', () => {
  let folder: Folder;
  let ci: string;

  before(() => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    ci = folder.file('pki', 'CERT_CI.der');
  });
  after(() => folder.remove());

  it('adds, lists and removes a CI', async () => {
    const hre = await hardhat();
    await deployFor(hre);
    const added = await runTask(hre, ['anchor', 'add'], { file: ci, json: true });
    expect(added.stderr).to.equal('');
    const { leaf } = JSON.parse(added.stdout) as { leaf: string };
    const listed = await runTask(hre, ['anchor', 'list'], { json: true });
    expect(JSON.parse(listed.stdout)).to.have.length(1);
    expect((JSON.parse(listed.stdout) as unknown[])[0]).to.include({ anchorId: '1', leaf, status: 'Valid' });
    expect((await runTask(hre, ['anchor', 'remove'], { file: ci })).success).to.equal(true);
    expect((await runTask(hre, ['anchor', 'list'])).stdout).to.match(/There are no anchors/);
    expect((await runTask(hre, ['anchor', 'remove'], { file: ci })).stderr).to.match(/is no anchor here/);
  });

  it('schedules where governance has a delay, and adds when run again after it', async () => {
    const hre = await hardhat();
    await deployFor(hre, { governanceDelay: 3600 });
    const { ethers } = await connect(hre);
    const first = await runTask(hre, ['anchor', 'add'], { file: ci, json: true });
    expect(JSON.parse(first.stdout)).to.include({ state: 'scheduled' });
    expect((await runTask(hre, ['anchor', 'add'], { file: ci })).stdout).to.match(
      /Already scheduled: run .* again after/,
    );
    await ethers.provider.send('evm_increaseTime', [3600]);
    await ethers.provider.send('evm_mine', []);
    const last = await runTask(hre, ['anchor', 'add'], { file: ci, json: true });
    expect(JSON.parse(last.stdout)).to.include({ state: 'done' });
  });

  it('completes a removal that was interrupted before its sweep [S77]', async () => {
    const hre = await hardhat();
    await deployFor(hre);
    const added = await runTask(hre, ['anchor', 'add'], { file: ci, json: true });
    const { leaf } = JSON.parse(added.stdout) as { leaf: string };
    const connection = await connect(hre);
    const openRsp = await openDeployment(connection.store, connection.ethers.provider);
    const revoker = await signerFor(connection, openRsp.deployment.settings.revoker, 'the revoker');
    await (await openRsp.certificates.connect(revoker).removeAnchor(leaf)).wait();
    expect(await isSweepPending(openRsp)).to.equal(true);

    const dry = await runTask(hre, ['anchor', 'remove'], { file: ci, dryRun: true });
    expect(dry.stderr).to.match(/is no anchor here/);
    expect(await isSweepPending(openRsp)).to.equal(true);
    const resumed = await runTask(hre, ['anchor', 'remove'], { file: ci });
    expect(resumed.stderr).to.equal('');
    expect(resumed.stdout).to.match(/was removed before; what fell with it is taken out now/);
    expect(await isSweepPending(openRsp)).to.equal(false);
    expect((await runTask(hre, ['anchor', 'remove'], { file: ci })).stderr).to.match(/is no anchor here/);
  });

  it('completes a revocation that was interrupted before its sweep [S77]', async () => {
    const hre = await hardhat();
    await deployFor(hre);
    await runTask(hre, ['anchor', 'add'], { file: ci });
    const server = folder.file('pki', 'CERT_DPauth.der');
    expect((await runTask(hre, 'revoke', { file: server })).stderr).to.equal('');
    const connection = await connect(hre);
    const openRsp = await openDeployment(connection.store, connection.ethers.provider);
    const revoker = await signerFor(connection, openRsp.deployment.settings.revoker, 'the revoker');
    const [anchor] = await openRsp.certificates.caNodes(0, 0, 1);
    await (await openRsp.certificates.connect(revoker).removeAnchor(anchor!)).wait();

    const resumed = await runTask(hre, 'revoke', { file: server });
    expect(resumed.stdout).to.match(/was revoked before; what fell with it is taken out now/);
    expect(await isSweepPending(openRsp)).to.equal(false);
    expect((await runTask(hre, 'revoke', { file: server })).stderr).to.match(/is revoked already, since/);
  });

  it('sends nothing in a dry run [S77]', async () => {
    const hre = await hardhat();
    await deployFor(hre);
    const { ethers } = await connect(hre);
    const block = await ethers.provider.getBlockNumber();
    expect((await runTask(hre, ['anchor', 'add'], { file: ci, dryRun: true })).stdout).to.match(/nothing was sent/);
    expect(await ethers.provider.getBlockNumber()).to.equal(block);
  });

  it('refuses a certificate that is no CI, and a CI that is an anchor already', async () => {
    const hre = await hardhat();
    await deployFor(hre);
    const eum = await runTask(hre, ['anchor', 'add'], { file: folder.file('pki', 'CERT_EUM.der') });
    expect(eum.success).to.equal(false);
    expect(eum.stderr).to.match(/role Eum; only a CI's .* is an anchor/);
    await runTask(hre, ['anchor', 'add'], { file: ci });
    expect((await runTask(hre, ['anchor', 'add'], { file: ci })).stderr).to.match(/is an anchor already/);
  });
});

import { expect } from 'chai';
import { sweep } from '../../src/chain/sweep.ts';
import { readCertificate } from '../../src/pki/file.ts';
import { statusOf } from '../../src/sdk/status.ts';
import { connect } from '../../tasks/connection.ts';
import { deployFor, mintInto, temporaryFolder, type Folder } from '../tasks/fixture.ts';
import { hardhat, runTask } from '../tasks/harness.ts';
import { addAnchorOf, governed } from './anchors.ts';

describe('statusOf', () => {
  let folder: Folder;
  let file: string;

  before(() => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    file = folder.file('pki', 'CERT_CI.der');
  });
  after(() => folder.remove());

  it('says of a key that is an anchor more than once what the one that stands says', async () => {
    const hre = await hardhat();
    const openRsp = await deployFor(hre);
    const { registry } = await governed(hre, openRsp);
    const ci = readCertificate(file);
    expect(await statusOf(openRsp, ci, ci)).to.include({ leaf: undefined, status: 'Unknown' });
    const older = await addAnchorOf(registry, ci, ci.notAfter);
    const newer = await addAnchorOf(registry, ci, ci.notAfter);
    expect(await statusOf(openRsp, ci, ci)).to.include({ leaf: newer, status: 'Valid', inTree: true });

    const [first] = await (await connect(hre)).ethers.getSigners();
    await (await registry.removeAnchor(newer)).wait();
    await sweep(openRsp, first!);
    expect(await statusOf(openRsp, ci, ci)).to.include({ leaf: older, status: 'Valid', inTree: true });
    expect((await runTask(hre, ['anchor', 'add'], { file })).stderr).to.match(/is an anchor already/);

    await (await registry.removeAnchor(older)).wait();
    expect(await statusOf(openRsp, ci, ci)).to.include({ leaf: newer, status: 'Revoked', inTree: false });
  });

  it('lets anchor remove say that the key is an anchor once more', async () => {
    const hre = await hardhat();
    const openRsp = await deployFor(hre);
    const { registry } = await governed(hre, openRsp);
    const ci = readCertificate(file);
    for (let count = 0; count < 2; count++) await addAnchorOf(registry, ci, ci.notAfter);
    const remove = () => runTask(hre, ['anchor', 'remove'], { file });
    expect((await remove()).stdout).to.match(/is an anchor once more, with leaf 0x[0-9a-f]{64}: run this again/);
    expect((await remove()).stdout).to.match(/nothing below it is valid any more/);
    expect((await remove()).stderr).to.match(/is no anchor here/);
  });
});

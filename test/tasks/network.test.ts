import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { Deployment } from '../../src/chain/deployment.ts';
import { deployFor, mintInto, temporaryFolder, type Folder } from './fixture.ts';
import { hardhat, runTask, serveChain, type ServedChain } from './harness.ts';

/** A key that nobody gave funds to. */
const POOR_KEY = `0x${'11'.repeat(32)}`;

describe('tasks on a network behind JSON-RPC', () => {
  let folder: Folder;
  let chain: ServedChain;
  let ci: string;
  const deploymentsBefore = process.env.OPENRSP_DEPLOYMENTS;

  before(async () => {
    folder = temporaryFolder();
    mintInto(folder.file('pki'));
    ci = folder.file('pki', 'CERT_CI.der');
    process.env.OPENRSP_DEPLOYMENTS = folder.file('deployments');
    chain = await serveChain({ type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', initialDate: '2026-01-15' });
  });
  after(async () => {
    await chain.close();
    if (deploymentsBefore === undefined) delete process.env.OPENRSP_DEPLOYMENTS;
    else process.env.OPENRSP_DEPLOYMENTS = deploymentsBefore;
    folder.remove();
  });

  const on = (url: string, accounts?: string[], name = 'served'): Promise<HardhatRuntimeEnvironment> =>
    hardhat({ [name]: { type: 'http', url, ...(accounts === undefined ? {} : { accounts }) } }, name);
  const deploymentFile = (): string => folder.file('deployments', 'served.json');

  it('says that nothing is deployed', async () => {
    const { success, stderr } = await runTask(await on(chain.url), ['anchor', 'list']);
    expect(success).to.equal(false);
    expect(stderr).to.match(/Nothing is deployed here \(.*served\.json is missing\); run the deploy task first/);
  });

  it('says that the sender has no funds, and lets another account deploy afterwards', async () => {
    const [, governor, guardian] = (await chain.rpc('eth_accounts')) as string[];
    const poor = await on(chain.url, [POOR_KEY]);
    const { success, stderr } = await runTask(poor, 'deploy', { governor, guardian });
    expect(success).to.equal(false);
    expect(stderr).to.match(/has not enough funds .*needs \d+ wei, has 0 wei/);
    expect((await runTask(await on(chain.url), ['anchor', 'list'])).success).to.equal(false);
  });

  it('says that the node does not answer', async () => {
    // Port 9 (discard) is closed.
    const { success, stderr } = await runTask(await on('http://127.0.0.1:9'), ['anchor', 'list']);
    expect(success).to.equal(false);
    expect(stderr).to.match(/^The node of the network "served" at http:\/\/127\.0\.0\.1:9 does not answer; start it/);
  });

  it('writes a deployment file that other tasks find, whole and without leftovers [S77]', async () => {
    await deployFor(await on(chain.url));
    const deployment = JSON.parse(readFileSync(deploymentFile(), 'utf8')) as Deployment;
    expect(deployment.complete).to.equal(true);
    expect(deployment.pending).to.equal(undefined);
    const added = await runTask(await on(chain.url), ['anchor', 'add'], { file: ci });
    expect(added.stderr).to.equal('');
    expect(existsSync(`${deploymentFile()}.${process.pid}.part`)).to.equal(false);
  });

  it('refuses the deployment file of another chain', async () => {
    const other = await serveChain({ type: 'edr-simulated', chainType: 'l1', chainId: 1337 });
    try {
      const { success, stderr } = await runTask(await on(other.url), ['anchor', 'list']);
      expect(success).to.equal(false);
      expect(stderr).to.match(/is a deployment on chain 31337, but the network answers with chain id 1337/);
    } finally {
      await other.close();
    }
  });

  it('refuses a deployment file that is damaged', async () => {
    const whole = readFileSync(deploymentFile(), 'utf8');
    for (const damaged of [whole.slice(0, 100), '{}', whole.replace('"realm": "test"', '"realm": "other"')]) {
      writeFileSync(deploymentFile(), damaged);
      const { success, stderr } = await runTask(await on(chain.url), ['anchor', 'list']);
      expect(success).to.equal(false);
      expect(stderr).to.match(/served\.json is not (JSON|a deployment file \(settings.*\)); restore it from a backup/);
    }
    writeFileSync(deploymentFile(), whole);
  });

  it('names the account that is missing when the governor is not among those of the network', async () => {
    const hre = await on(chain.url, [POOR_KEY]);
    const { success, stderr } = await runTask(hre, 'revoke', { file: folder.file('pki', 'CERT_EUM.der') });
    expect(success).to.equal(false);
    expect(stderr).to.match(/has no key for 0x[0-9a-fA-F]{40} \(the governor\); add it to "accounts"/);
  });

  it('refuses development keys on a chain that is not local [S28]', async () => {
    const remote = await serveChain({ type: 'edr-simulated', chainType: 'l1', chainId: 11155111 });
    try {
      const hre = await on(remote.url, undefined, 'remote');
      const refused = await runTask(hre, 'deploy');
      expect(refused.success).to.equal(false);
      expect(refused.stderr).to.match(/development key.*give --allow-dev-keys/);
      expect(await remote.rpc('eth_blockNumber')).to.equal('0x0');

      const [, governor, guardian] = (await remote.rpc('eth_accounts')) as string[];
      const incomplete = await runTask(hre, 'deploy', { allowDevKeys: true });
      expect(incomplete.stderr).to.match(/no default governor; name an account with --governor/);
      const allowed = await runTask(hre, 'deploy', { allowDevKeys: true, dryRun: true, governor, guardian });
      expect(allowed.stdout).to.match(/Nothing was sent/);
      expect(allowed.stdout).to.match(/with a delay of 172800 s/);
    } finally {
      await remote.close();
    }
  });
});

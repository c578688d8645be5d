import { expect } from 'chai';
import type { Signer } from 'ethers';
import type { HardhatEthers } from '@nomicfoundation/hardhat-ethers/types';
import { contractNames } from '../../src/chain/artifacts.ts';
import { CIRCUIT_VERSION, circuitName, signalCount, verifiedCircuits, verifiers } from '../../src/chain/circuits.ts';
import { openDeployment } from '../../src/chain/contracts.ts';
import type { DeploymentSettings } from '../../src/chain/deployment.ts';
import { FileStore, MemoryStore } from '../../src/chain/deployment-store.ts';
import { AccessRole } from '../../src/chain/roles.ts';
import type { DeployEvent } from '../../tasks/deploy/deployer.ts';
import { deployOpenRsp } from '../../tasks/deploy/run.ts';
import { noKeyHashes, temporaryFolder } from './fixture.ts';
import { hardhat } from './harness.ts';

interface Chain {
  readonly ethers: HardhatEthers;
  readonly deployer: Signer;
  readonly settings: DeploymentSettings;
  readonly rpc: (method: string, params: unknown[]) => Promise<unknown>;
}

async function newChain(): Promise<Chain> {
  const { ethers, provider } = await (await hardhat()).network.create();
  const [deployer, governor, guardian] = await ethers.getSigners();
  const settings: DeploymentSettings = {
    network: 'default',
    chainId: 31337,
    realm: 'test',
    deployer: deployer!.address,
    governor: governor!.address,
    admin: governor!.address,
    guardian: guardian!.address,
    revoker: governor!.address,
    governanceDelay: 0,
    verifyingKeyHashes: noKeyHashes,
    developmentKey: true,
  };
  return {
    ethers,
    deployer: deployer!,
    settings,
    rpc: (method, params) => provider.request({ method, params }),
  };
}

class Interrupted extends Error {}

/** A signer whose transaction number `count` is lost, before the node gets it or after. */
function interruptedAt(signer: Signer, count: number, when: 'before' | 'after'): Signer {
  let sent = 0;
  return new Proxy(signer, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'sendTransaction') return value.bind(target) as unknown;
      return async (...args: Parameters<Signer['sendTransaction']>) => {
        if (sent++ !== count) return target.sendTransaction(...args);
        if (when === 'after') await target.sendTransaction(...args);
        throw new Interrupted();
      };
    },
  });
}

describe('deploy', () => {
  it('deploys every contract, checks its code and completes', async () => {
    const { deployer: signer, settings, ethers } = await newChain();
    const store = new MemoryStore();
    const deployment = await deployOpenRsp({ signer, store, settings });
    expect(deployment.complete).to.equal(true);
    expect(Object.keys(deployment.contracts)).to.have.members([...contractNames]);
    const { certificates, revocations, router, transparent } = await openDeployment(store, ethers.provider);
    expect(await certificates.router()).to.equal(await router.getAddress());
    expect(await certificates.revocations()).to.equal(await revocations.getAddress());
    expect(await revocations.certificates()).to.equal(await certificates.getAddress());
    expect(await transparent.registry()).to.equal(await certificates.getAddress());
  });

  it('lets the transparent path register, and nobody else [S27]', async () => {
    const { deployer: signer, settings, ethers } = await newChain();
    const store = new MemoryStore();
    await deployOpenRsp({ signer, store, settings });
    const { manager, certificates, transparent } = await openDeployment(store, ethers.provider);
    const [registry, registrar] = await Promise.all([certificates.getAddress(), transparent.getAddress()]);
    const { selector } = certificates.getFunction('registerVerified').fragment;
    expect(await manager.getTargetFunctionRole(registry, selector)).to.equal(AccessRole.Registrar);
    expect([...(await manager.hasRole(AccessRole.Registrar, registrar))]).to.deep.equal([true, 0n]);
    const granted = await manager.queryFilter(manager.filters.RoleGranted(AccessRole.Registrar));
    expect(granted.map(({ args }) => args.account)).to.deep.equal([registrar]);
  });

  it('routes each circuit that contracts verify to its own verifier, with its number of signals [S26] [S30]', async () => {
    const { deployer: signer, settings, ethers } = await newChain();
    const store = new MemoryStore();
    const { contracts } = await deployOpenRsp({ signer, store, settings });
    const { router } = await openDeployment(store, ethers.provider);
    const counts = { certificate: 6n, possession: 2n, revocation: 4n, receipt: 16n, receiptLong: 16n };
    for (const circuit of verifiedCircuits) {
      const { verifier, signals } = await router.versionOf(circuitName(circuit), CIRCUIT_VERSION);
      const deployed = contracts[verifiers[circuit]]!;
      expect({ verifier, signals }, circuit).to.deep.equal({ verifier: deployed.address, signals: counts[circuit] });
      expect(signalCount(circuit)).to.equal(counts[circuit]);
      expect(await router.codehashOf(circuitName(circuit), CIRCUIT_VERSION)).to.equal(deployed.codeHash);
    }
    expect(new Set(verifiedCircuits.map((circuit) => contracts[verifiers[circuit]]!.codeHash)).size).to.equal(5);
    // Servers verify these: no contract is told of them.
    for (const circuit of ['session', 'authdigest']) {
      const name = ethers.encodeBytes32String(circuit);
      expect(await router.codehashOf(name, CIRCUIT_VERSION)).to.equal(ethers.ZeroHash);
    }
  });

  it('leaves the deployer without any role [S27]', async () => {
    const { deployer: signer, settings, ethers } = await newChain();
    const store = new MemoryStore();
    await deployOpenRsp({ signer, store, settings });
    const { manager } = await openDeployment(store, ethers.provider);
    for (const [name, role] of Object.entries(AccessRole)) {
      expect((await manager.hasRole(role, settings.deployer)).isMember, name).to.equal(false);
    }
    expect((await manager.hasRole(AccessRole.Administrator, settings.governor)).isMember).to.equal(true);
    expect((await manager.hasRole(AccessRole.Guardian, settings.guardian)).isMember).to.equal(true);
  });

  it('gives the administrator role, with the delay, to its holder and to nobody else [S27]', async () => {
    const { deployer: signer, settings: defaults, ethers } = await newChain();
    const admin = (await ethers.getSigners())[3]!;
    const settings = { ...defaults, admin: admin.address, governanceDelay: 86_400 };
    const store = new MemoryStore();
    await deployOpenRsp({ signer, store, settings });
    const { manager } = await openDeployment(store, ethers.provider);
    expect([...(await manager.hasRole(AccessRole.Administrator, admin))]).to.deep.equal([true, 86_400n]);
    expect([...(await manager.hasRole(AccessRole.Governance, settings.governor))]).to.deep.equal([true, 86_400n]);
    expect((await manager.hasRole(AccessRole.Administrator, settings.governor)).isMember).to.equal(false);
    expect((await manager.hasRole(AccessRole.Governance, admin)).isMember).to.equal(false);
  });

  it('lets governance revoke after its delay only, and nobody but what issuers signed at once [S27] [S37]', async () => {
    const { deployer: signer, settings: defaults, ethers } = await newChain();
    const remover = (await ethers.getSigners())[4]!;
    const settings = { ...defaults, revoker: remover.address, governanceDelay: 86_400 };
    const store = new MemoryStore();
    await deployOpenRsp({ signer, store, settings });
    const { manager, certificates, lists, revocations } = await openDeployment(store, ethers.provider);
    expect([...(await manager.hasRole(AccessRole.Revoker, settings.governor))]).to.deep.equal([true, 86_400n]);
    expect([...(await manager.hasRole(AccessRole.Revoker, await lists.getAddress()))]).to.deep.equal([true, 0n]);
    expect((await manager.hasRole(AccessRole.Revoker, remover)).isMember).to.equal(false);
    expect([...(await manager.hasRole(AccessRole.Remover, remover))]).to.deep.equal([true, 0n]);
    const [target, registry] = [await revocations.getAddress(), await certificates.getAddress()];
    for (const name of ['revokeCertificates', 'revokeChips'] as const) {
      const { selector } = revocations.interface.getFunction(name);
      expect([...(await manager.canCall(settings.governor, target, selector))], name).to.deep.equal([false, 86_400n]);
      expect([...(await manager.canCall(remover, target, selector))], name).to.deep.equal([false, 0n]);
    }
    // What governance is to revoke can be cancelled by the guardian, who cannot touch what issuers signed.
    const guardian = await ethers.getSigner(settings.guardian);
    const governor = await ethers.getSigner(settings.governor);
    const data = revocations.interface.encodeFunctionData('revokeCertificates', [[5n]]);
    await (await manager.connect(governor).schedule(target, data, 0)).wait();
    const operation = await manager.hashOperation(settings.governor, target, data);
    expect(await manager.getSchedule(operation)).to.not.equal(0n);
    await (await manager.connect(guardian).cancel(settings.governor, target, data)).wait();
    expect(await manager.getSchedule(operation)).to.equal(0n);
    const { selector } = certificates.interface.getFunction('removeAnchor');
    expect([...(await manager.canCall(remover, registry, selector))]).to.deep.equal([true, 0n]);
  });

  it('routes no verifier that says otherwise than the settings whether its key is a development key [S28]', async () => {
    const { deployer: signer, settings } = await newChain();
    const store = new MemoryStore();
    const failure = await deployOpenRsp({ signer, store, settings: { ...settings, developmentKey: false } }).catch(
      String,
    );
    expect(failure).to.match(
      /CertificateVerifier at 0x\w{40} says isDevelopmentKey = true, but the settings say false; run \.\/openrsp build/,
    );
    expect(store.read()?.contracts).to.not.have.property('CertificateRegistry');
  });

  it('refuses a second run while one is under way, and lets it end [S77]', async () => {
    const { deployer: signer, settings } = await newChain();
    const folder = temporaryFolder();
    try {
      const store = new FileStore('default', folder.path);
      const first = deployOpenRsp({ signer, store, settings });
      const second = await deployOpenRsp({ signer, store: new FileStore('default', folder.path), settings }).catch(
        String,
      );
      expect(second).to.match(
        /default\.json\.lock says that process \d+ is deploying to this network; wait for its end/,
      );
      const sent = (await first, await signer.getNonce());
      const again = await deployOpenRsp({ signer, store, settings });
      expect(again.complete).to.equal(true);
      expect(await signer.getNonce()).to.equal(sent);
    } finally {
      folder.remove();
    }
  });

  it('deploys and sends nothing the second time [S77]', async () => {
    const { deployer: signer, settings } = await newChain();
    const store = new MemoryStore();
    const first = await deployOpenRsp({ signer, store, settings });
    const nonce = await signer.getNonce();
    const events: DeployEvent[] = [];
    const second = await deployOpenRsp({ signer, store, settings, report: (event) => events.push(event) });
    expect(await signer.getNonce()).to.equal(nonce);
    expect(second).to.deep.equal(first);
    expect(new Set(events.map(({ did }) => did))).to.deep.equal(new Set(['found']));
  });

  it('says in a dry run what it then does, and sends nothing [S77]', async () => {
    const { deployer: signer, settings } = await newChain();
    const store = new MemoryStore();
    const planned: DeployEvent[] = [];
    await deployOpenRsp({ signer, store, settings, dryRun: true, report: (event) => planned.push(event) });
    expect(await signer.getNonce()).to.equal(0);
    expect(store.read()).to.equal(undefined);
    const done: DeployEvent[] = [];
    await deployOpenRsp({ signer, store, settings, report: (event) => done.push(event) });
    const summary = (events: DeployEvent[]): unknown => events.map(({ title, address }) => ({ title, address }));
    expect(summary(planned)).to.deep.equal(summary(done));
  });

  for (const when of ['before', 'after'] as const) {
    it(`resumes when interrupted ${when} any of its transactions, and sends none twice [S77]`, async () => {
      const { deployer, settings, rpc } = await newChain();
      const empty = await rpc('evm_snapshot', []);
      await deployOpenRsp({ signer: deployer, store: new MemoryStore(), settings });
      const transactions = await deployer.getNonce();
      expect(transactions).to.be.greaterThan(15);
      let snapshot = empty;
      for (let count = 0; count < transactions; count++) {
        await rpc('evm_revert', [snapshot]);
        snapshot = await rpc('evm_snapshot', []);
        const store = new MemoryStore();
        const signer = interruptedAt(deployer, count, when);
        const failure: unknown = await deployOpenRsp({ signer, store, settings }).catch((error: unknown) => error);
        expect(failure, `transaction ${count}`).to.be.instanceOf(Interrupted);
        const { complete } = await deployOpenRsp({ signer: deployer, store, settings });
        expect(complete).to.equal(true);
        expect(await deployer.getNonce(), `after losing transaction ${count}`).to.equal(transactions);
      }
    });
  }

  it('refuses to continue with other settings', async () => {
    const { deployer: signer, settings } = await newChain();
    const store = new MemoryStore();
    const lost = interruptedAt(signer, 3, 'before');
    await deployOpenRsp({ signer: lost, store, settings }).catch(() => undefined);
    const failure = await deployOpenRsp({ signer, store, settings: { ...settings, governanceDelay: 60 } }).catch(
      String,
    );
    expect(failure).to.match(/has governanceDelay 0, not 60; give the same settings/);
    for (const circuit of verifiedCircuits) {
      const verifyingKeyHashes = { ...noKeyHashes, [circuit]: 'ab'.repeat(32) };
      const other = await deployOpenRsp({ signer, store, settings: { ...settings, verifyingKeyHashes } }).catch(String);
      expect(other).to.match(new RegExp(`has verifyingKeyHashes.${circuit} (00){32}, not (ab){32}; give the same`));
    }
  });

  it('refuses a deployment of another chain', async () => {
    const { deployer: signer, settings } = await newChain();
    const store = new MemoryStore();
    const deployment = await deployOpenRsp({ signer, store, settings });
    store.write({ ...deployment, settings: { ...settings, chainId: 11155111 } });
    const failure = await deployOpenRsp({ signer, store, settings }).catch(String);
    expect(failure).to.match(/deployment on chain 11155111, but the network answers with chain id 31337/);
  });

  it('refuses an address whose code is gone or another than was deployed [S30]', async () => {
    const { deployer: signer, settings, ethers, rpc } = await newChain();
    const store = new MemoryStore();
    const { contracts } = await deployOpenRsp({ signer, store, settings });
    const { address } = contracts.CertificateVerifier!;
    await rpc('hardhat_setCode', [address, '0x60016000526001601ff3']);
    expect(await openDeployment(store, ethers.provider).catch(String)).to.match(
      /CertificateVerifier at .* has the hash/,
    );
    await rpc('hardhat_setCode', [address, '0x']);
    expect(await openDeployment(store, ethers.provider).catch(String)).to.match(/there is no code on chain 31337/);
    expect(await deployOpenRsp({ signer, store, settings }).catch(String)).to.match(/there is no code on chain 31337/);
  });

  it('does not take a foreign contract for its own after an interruption', async () => {
    const { deployer, settings, rpc } = await newChain();
    const store = new MemoryStore();
    const lost = interruptedAt(deployer, 0, 'before');
    await deployOpenRsp({ signer: lost, store, settings }).catch(() => undefined);
    expect(store.read()?.pending?.name).to.equal('AccessManager');
    // The same nonce creates something else.
    await (await deployer.sendTransaction({ data: '0x600a600c600039600a6000f360016000526001601ff3' })).wait();
    const { contracts, complete } = await deployOpenRsp({ signer: deployer, store, settings });
    expect(complete).to.equal(true);
    expect(await rpc('eth_getCode', [contracts.AccessManager?.address, 'latest'])).to.have.length.greaterThan(1000);
  });
});

import path from 'node:path';
import type { HardhatEthersProvider, HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { createHardhatRuntimeEnvironment, importUserConfig } from 'hardhat/hre';
import type { OpenRsp } from '../chain/contracts.ts';
import { openDeployment } from '../chain/contracts.ts';
import type { DeployEvent } from '../../tasks/deploy/deployer.ts';
import { deployOpenRsp } from '../../tasks/deploy/run.ts';
import { deploymentSettings } from '../../tasks/deploy/settings.ts';
import { readVerifyingKeyFacts } from '../../tasks/deploy/verifying-key.ts';
import { connect } from '../../tasks/connection.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A chain inside this process with everything deployed on it. */
export interface LocalChain {
  /** Runs tasks on it. */
  readonly hre: HardhatRuntimeEnvironment;
  readonly openRsp: OpenRsp;
  readonly provider: HardhatEthersProvider;
  readonly deployment: readonly DeployEvent[];
  readonly governor: HardhatEthersSigner;
  /** Who registers. */
  readonly registrant: HardhatEthersSigner;
  /** Who has no part in anything. */
  readonly stranger: HardhatEthersSigner;
  /** Mines a block at this time: seconds since 1970. */
  travelTo(time: bigint): Promise<void>;
  /** Remembers the chain's state; what it returns goes back to it. */
  snapshot(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Starts a chain whose time begins at `startTime` and runs the deploy task's own steps on it. */
export async function startLocalChain(startTime: bigint, chainId = 31337): Promise<LocalChain> {
  const config = await importUserConfig(path.join(root, 'hardhat.config.ts'));
  const demo = {
    type: 'edr-simulated',
    chainId,
    chainType: 'l1',
    hardfork: 'osaka',
    initialDate: new Date(Number(startTime) * 1000).toISOString(),
  } as const;
  const hre = await createHardhatRuntimeEnvironment(
    { ...config, networks: { ...config.networks, demo } },
    { network: 'demo' },
    root,
  );
  const connection = await connect(hre);
  const { ethers, store } = connection;
  const [deployer, governor, , registrant, stranger] = await ethers.getSigners();
  if (deployer === undefined || governor === undefined || registrant === undefined || stranger === undefined) {
    throw new Error('a simulated chain has twenty accounts');
  }
  const roles = { governor: undefined, admin: undefined, guardian: undefined, revoker: undefined };
  const settings = await deploymentSettings(
    connection,
    deployer.address,
    { realm: 'test', ...roles, delay: undefined, allowDevKeys: false },
    await readVerifyingKeyFacts(),
  );
  const events: DeployEvent[] = [];
  await deployOpenRsp({ signer: deployer, store, settings, report: (event) => events.push(event) });
  const rpc = ethers.provider.send.bind(ethers.provider);
  return {
    hre,
    openRsp: await openDeployment(store, ethers.provider),
    provider: ethers.provider,
    deployment: events,
    governor,
    registrant,
    stranger,
    async travelTo(time) {
      await rpc('evm_setNextBlockTimestamp', [Number(time)]);
      await rpc('evm_mine', []);
    },
    async snapshot() {
      const id: unknown = await rpc('evm_snapshot', []);
      return async () => {
        await rpc('evm_revert', [id]);
      };
    },
    close: async () => (await hre.network.getOrCreate()).close(),
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { openDeployment, type OpenRsp } from '../../src/chain/contracts.ts';
import type { DeploymentSettings } from '../../src/chain/deployment.ts';
import { NEGATIVE_NAMES } from '../../src/pki/mint/negative.ts';
import { mintPki, type MintedPki } from '../../src/pki/mint/pki.ts';
import { writePki } from '../../src/pki/mint/store.ts';
import { parseDay } from '../../src/sdk/date.ts';
import { connect } from '../../tasks/connection.ts';
import { deployOpenRsp } from '../../tasks/deploy/run.ts';

/** Deploys on the network that `hre` is connected to, as its tasks will find it. */
export async function deployFor(
  hre: HardhatRuntimeEnvironment,
  changes: Partial<DeploymentSettings> = {},
): Promise<OpenRsp> {
  const { ethers, store, network, chainId } = await connect(hre);
  const [deployer, governor, guardian] = await ethers.getSigners();
  const settings: DeploymentSettings = {
    network,
    chainId: Number(chainId),
    realm: 'test',
    deployer: deployer!.address,
    governor: governor!.address,
    guardian: guardian!.address,
    revoker: governor!.address,
    governanceDelay: 0,
    verifyingKeyHash: '00'.repeat(32),
    developmentKey: true,
    ...changes,
  };
  await deployOpenRsp({ signer: deployer!, store, settings });
  return openDeployment(store, ethers.provider);
}

export interface Folder {
  readonly path: string;
  /** A path in the folder. */
  file(...names: string[]): string;
  remove(): void;
}

/** An empty folder that the test removes. */
export function temporaryFolder(): Folder {
  const folder = mkdtempSync(path.join(tmpdir(), 'openrsp-test-'));
  return {
    path: folder,
    file: (...names) => path.join(folder, ...names),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** A PKI for the test chain's first day, in files, with certificates that must be refused. */
export function mintInto(folder: string): MintedPki {
  const pki = mintPki({ seed: 'tasks', notBefore: parseDay('2026-01-01') });
  writePki(pki, folder, NEGATIVE_NAMES);
  return pki;
}

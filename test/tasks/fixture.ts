import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keccak256 } from 'ethers';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { verifiedCircuits, verifiers } from '../../src/chain/circuits.ts';
import { openDeployment, type OpenRsp } from '../../src/chain/contracts.ts';
import type { DeploymentSettings } from '../../src/chain/deployment.ts';
import { NEGATIVE_NAMES } from '../../src/pki/mint/negative.ts';
import { mintPki, type MintedPki } from '../../src/pki/mint/pki.ts';
import { writePki } from '../../src/pki/mint/store.ts';
import type { CircuitProver } from '../../src/sdk/circuit-prover.ts';
import { parseDay } from '../../src/sdk/date.ts';
import type { ProofRequest } from '../../src/sdk/prepare.ts';
import { proveCertificate } from '../../src/sdk/prove.ts';
import { registerProof } from '../../src/sdk/register.ts';
import { connect } from '../../tasks/connection.ts';
import { deployOpenRsp } from '../../tasks/deploy/run.ts';

/** For deployments whose keys do not matter. */
export const noKeyHashes = Object.fromEntries(
  verifiedCircuits.map((circuit) => [circuit, '00'.repeat(32)]),
) as DeploymentSettings['verifyingKeyHashes'];

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
    admin: governor!.address,
    guardian: guardian!.address,
    revoker: governor!.address,
    governanceDelay: 0,
    verifyingKeyHashes: noKeyHashes,
    developmentKey: true,
    ...changes,
  };
  await deployOpenRsp({ signer: deployer!, store, settings });
  return openDeployment(store, ethers.provider);
}

/** Puts contracts that accept every proof in the verifiers' places, so that tests of what comes after a proof need compute none. */
export async function acceptAnyProof(hre: HardhatRuntimeEnvironment): Promise<void> {
  const { ethers, store } = await connect(hre);
  const deployment = store.read()!;
  const contracts = { ...deployment.contracts };
  // Returns the word 1.
  const code = '0x600160005260206000f3';
  for (const name of Object.values(verifiers)) {
    const verifier = contracts[name]!;
    await ethers.provider.send('hardhat_setCode', [verifier.address, code]);
    contracts[name] = { ...verifier, codeHash: keccak256(code) };
  }
  store.write({ ...deployment, contracts });
}

/** Proves nothing, in no time. */
export const noProof: CircuitProver = {
  prove: () => Promise.resolve({ points: Array.from({ length: 8 }, () => 1n), seconds: 0 }),
};

/** Registers a certificate where {@link acceptAnyProof} was called. */
export async function registerUnproven(
  hre: HardhatRuntimeEnvironment,
  { certificate, issuer }: Pick<ProofRequest, 'certificate' | 'issuer'>,
): Promise<void> {
  const { ethers, store } = await connect(hre);
  const openRsp = await openDeployment(store, ethers.provider);
  const [signer] = await ethers.getSigners();
  const { proof } = await proveCertificate(openRsp, { certificate, issuer, submitter: signer!.address }, noProof);
  await registerProof(openRsp, proof, signer!);
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

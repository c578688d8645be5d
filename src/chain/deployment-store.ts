import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isAddress } from 'ethers';
import { writeFileAtomically } from './atomic-file.ts';
import { ChainError } from './chain-error.ts';
import type { DeployedContract, Deployment } from './deployment.ts';
import { toJson } from './json.ts';

/** Where a deployment is remembered. */
export interface DeploymentStore {
  /** For messages. */
  readonly place: string;
  read(): Deployment | undefined;
  write(deployment: Deployment): void;
}

/** For chains that end with the process. */
export class MemoryStore implements DeploymentStore {
  readonly place = 'the memory of this process';
  #deployment: Deployment | undefined;

  constructor(deployment?: Deployment) {
    this.#deployment = deployment;
  }

  read(): Deployment | undefined {
    return this.#deployment;
  }

  write(deployment: Deployment): void {
    this.#deployment = deployment;
  }
}

const root = path.resolve(import.meta.dirname, '../..');

/** deployments/<network>.json, replaced as a whole. */
export class FileStore implements DeploymentStore {
  readonly place: string;

  constructor(network: string, folder = process.env.OPENRSP_DEPLOYMENTS ?? path.join(root, 'deployments')) {
    this.place = path.join(folder, `${network}.json`);
  }

  /** Throws ChainError when the file is not a deployment. */
  read(): Deployment | undefined {
    if (!existsSync(this.place)) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(this.place, 'utf8'));
    } catch {
      throw new ChainError(`${this.place} is not JSON; restore it from a backup, or remove it to deploy anew`);
    }
    if (!isDeployment(value)) {
      throw new ChainError(
        `${this.place} is not a deployment file; restore it from a backup, or remove it to deploy anew`,
      );
    }
    return value;
  }

  write(deployment: Deployment): void {
    writeFileAtomically(this.place, toJson(deployment));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isDeployedContract = (value: unknown): value is DeployedContract =>
  isObject(value) &&
  isAddress(value.address) &&
  Number.isSafeInteger(value.startBlock) &&
  /^0x[0-9a-f]{64}$/.test(String(value.codeHash));

function isDeployment(value: unknown): value is Deployment {
  if (!isObject(value) || !isObject(value.settings) || !isObject(value.libraries) || !isObject(value.contracts))
    return false;
  const { network, chainId, realm, deployer, governor, guardian, revoker } = value.settings;
  return (
    typeof network === 'string' &&
    Number.isSafeInteger(chainId) &&
    (realm === 'test' || realm === 'production') &&
    [deployer, governor, guardian, revoker].every((account) => isAddress(account)) &&
    typeof value.complete === 'boolean' &&
    [...Object.values(value.libraries), ...Object.values(value.contracts)].every(isDeployedContract)
  );
}

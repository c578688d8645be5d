import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { ChainError } from './chain-error.ts';
import { deploymentFault } from './deployment-fault.ts';
import type { Deployment } from './deployment.ts';
import { toJson } from './json.ts';
import { withLockFile } from './lock-file.ts';

/** Where a deployment is remembered. */
export interface DeploymentStore {
  /** For messages. */
  readonly place: string;
  read(): Deployment | undefined;
  write(deployment: Deployment): void;
  /** Runs `work` while nobody else may run such work on this store. Throws ChainError where somebody does. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
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

  /** Nobody else has this store. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
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
    const fault = deploymentFault(value);
    if (fault !== undefined) {
      throw new ChainError(
        `${this.place} is not a deployment file (${fault}); restore it from a backup, or remove it to deploy anew`,
      );
    }
    return value as Deployment;
  }

  write(deployment: Deployment): void {
    writeFileAtomically(this.place, toJson(deployment));
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return withLockFile(`${this.place}.lock`, work);
  }
}

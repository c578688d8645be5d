import type { Deployer } from './deployer.ts';

/** One numbered step of a deployment. Runs as often as needed: what is there already is left alone. */
export interface DeployStep {
  readonly title: string;
  run(deployer: Deployer): Promise<void>;
}

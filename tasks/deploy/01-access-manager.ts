import type { DeployStep } from './step.ts';

/** Who may do what, for all contracts. The deployer administers until the hand-over. */
export const accessManager: DeployStep = {
  title: 'Access manager',
  async run(deployer) {
    await deployer.deploy('AccessManager', deployer.settings.deployer);
  },
};

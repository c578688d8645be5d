import { AccessRole } from '../../src/chain/roles.ts';
import type { DeployStep } from './step.ts';

/** Gives each role to its holder; the deployer keeps none. */
export const handOver: DeployStep = {
  title: 'Hand-over',
  async run(deployer) {
    const manager = deployer.contract('AccessManager');
    const { deployer: sender, governor, admin, guardian, revoker, governanceDelay } = deployer.settings;
    const holders: readonly [role: keyof typeof AccessRole, account: string, delay: number][] = [
      ['Guardian', guardian, 0],
      ['Remover', revoker, 0],
      ['Governance', governor, governanceDelay],
      // Beside the issuers' own lists: nobody revokes at once by his word alone.
      ['Revoker', governor, governanceDelay],
      ['Administrator', admin, governanceDelay],
    ];
    for (const [role, account, delay] of holders) {
      await deployer.ensure(
        `${role} is ${account}${delay === 0 ? '' : `, with a delay of ${delay} s`}`,
        'AccessManager',
        async () => (await manager.hasRole(AccessRole[role], account)).isMember,
        async () => manager.grantRole(AccessRole[role], account, delay),
      );
    }
    // Last, because nothing can be sent after it.
    await deployer.ensure(
      'the deployer gives up its role',
      'AccessManager',
      async () => !(await manager.hasRole(AccessRole.Administrator, sender)).isMember,
      async () => manager.renounceRole(AccessRole.Administrator, sender),
    );
  },
};

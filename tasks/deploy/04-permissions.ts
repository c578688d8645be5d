import type { ContractName } from '../../src/chain/artifacts.ts';
import { AccessRole } from '../../src/chain/roles.ts';
import type { Deployer } from './deployer.ts';
import type { DeployStep } from './step.ts';

/** Contract → role → functions only that role may call. What is not listed here and restricted is the administrator's. */
const permissions: Readonly<
  Partial<Record<ContractName, Partial<Record<keyof typeof AccessRole, readonly string[]>>>>
> = {
  VerifierRouter: { Governance: ['addVersion', 'setSunset'], Guardian: ['disableVersion'] },
  CertificateRegistry: {
    Governance: ['addAnchor', 'setFailClosed'],
    Revoker: ['setNextUpdate'],
    Remover: ['removeAnchor'],
    Guardian: ['pause', 'unpause'],
    Registrar: ['registerVerified'],
  },
  RevocationLists: { Governance: ['forgetScope'] },
  RevocationRegistry: { Revoker: ['revokeCertificates', 'revokeChips'] },
};

/**
 * Ties the contracts' functions to roles, makes one contract registrar, lets the issuers' own lists revoke, and lets the guardian cancel
 * what governance scheduled.
 */
export const rolePermissions: DeployStep = {
  title: 'Permissions',
  async run(deployer) {
    for (const [contract, roles] of Object.entries(permissions)) {
      for (const [role, functions] of Object.entries(roles)) {
        await permit(deployer, contract as ContractName, role as keyof typeof AccessRole, functions);
      }
    }
    const manager = deployer.contract('AccessManager');
    const lists = deployer.address('RevocationLists');
    await deployer.ensure(
      'let what issuers signed revoke',
      'AccessManager',
      async () => (await manager.hasRole(AccessRole.Revoker, lists)).isMember,
      async () => manager.grantRole(AccessRole.Revoker, lists, 0),
    );
    await deployer.ensure(
      'let the guardian cancel what governance scheduled',
      'AccessManager',
      async () => (await manager.getRoleGuardian(AccessRole.Governance)) === AccessRole.Guardian,
      async () => manager.setRoleGuardian(AccessRole.Governance, AccessRole.Guardian),
    );
    await deployer.ensure(
      'let the guardian cancel what governance is to revoke',
      'AccessManager',
      async () => (await manager.getRoleGuardian(AccessRole.Revoker)) === AccessRole.Guardian,
      async () => manager.setRoleGuardian(AccessRole.Revoker, AccessRole.Guardian),
    );
    const registrar = deployer.address('TransparentRegistration');
    await deployer.ensure(
      'let TransparentRegistration register what it has checked',
      'AccessManager',
      async () => (await manager.hasRole(AccessRole.Registrar, registrar)).isMember,
      async () => manager.grantRole(AccessRole.Registrar, registrar, 0),
    );
  },
};

async function permit(
  deployer: Deployer,
  contract: ContractName,
  role: keyof typeof AccessRole,
  functions: readonly string[],
): Promise<void> {
  const manager = deployer.contract('AccessManager');
  const target = deployer.address(contract);
  const { interface: abi } = deployer.contract(contract);
  const selectors = functions.map((name) => {
    const found = abi.getFunction(name as never) as { selector: string } | null;
    if (found === null) throw new Error(`${contract} has no function ${name}`);
    return found.selector;
  });
  await deployer.ensure(
    `${role} may call ${contract}.${functions.join(', ')}`,
    'AccessManager',
    async () => {
      const given = await Promise.all(selectors.map((selector) => manager.getTargetFunctionRole(target, selector)));
      return given.every((id) => id === AccessRole[role]);
    },
    async () => manager.setTargetFunctionRole(target, selectors, AccessRole[role]),
  );
}

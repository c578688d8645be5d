import { realmNumber } from '../../src/chain/deployment.ts';
import type { DeployStep } from './step.ts';

/**
 * Revocations before certificates: the registry of certificates names it for good, and is named in turn once. Behind them what registers
 * without a proof and what revokes by the issuers' lists, which step 4 lets in.
 */
export const registries: DeployStep = {
  title: 'Registries',
  async run(deployer) {
    const manager = deployer.address('AccessManager');
    await deployer.deploy('RevocationRegistry', manager);
    await deployer.deploy(
      'CertificateRegistry',
      manager,
      realmNumber(deployer.settings.realm),
      deployer.address('VerifierRouter'),
      deployer.address('RevocationRegistry'),
    );
    const revocations = deployer.contract('RevocationRegistry');
    const certificates = deployer.address('CertificateRegistry');
    await deployer.ensure(
      'name the registry of certificates to that of revocations',
      'RevocationRegistry',
      async () => (await revocations.certificates()) === certificates,
      async () => revocations.setCertificates(certificates),
    );
    await deployer.deploy('TransparentRegistration', certificates);
    await deployer.deploy('RevocationLists', manager, certificates);
    await deployer.deploy('ListParts');
  },
};

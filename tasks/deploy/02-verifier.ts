import { keccak256 } from 'ethers';
import { CERTIFICATE_CIRCUIT, CERTIFICATE_SIGNALS, CERTIFICATE_VERSION } from '../../src/chain/circuits.ts';
import { realmNumber } from '../../src/chain/deployment.ts';
import type { DeployStep } from './step.ts';

/** The generated verifier of the circuit `certificate`, and the router in front of it. */
export const verifier: DeployStep = {
  title: 'Verifier and router',
  async run(deployer) {
    await deployer.deploy('CertificateVerifier');
    await deployer.deploy('VerifierRouter', deployer.address('AccessManager'), realmNumber(deployer.settings.realm));
    const router = deployer.contract('VerifierRouter');
    const verifierAddress = deployer.address('CertificateVerifier');
    await deployer.ensure(
      'route the circuit "certificate", version 1',
      'VerifierRouter',
      async () => (await router.codehashOf(CERTIFICATE_CIRCUIT, CERTIFICATE_VERSION)) !== NO_CODE_HASH,
      async () => {
        const codeHash = keccak256((await deployer.contract('CertificateVerifier').getDeployedCode()) ?? '0x');
        return router.addVersion(
          CERTIFICATE_CIRCUIT,
          CERTIFICATE_VERSION,
          verifierAddress,
          CERTIFICATE_SIGNALS,
          codeHash,
        );
      },
    );
  },
};

/** What the router answers for a version that was not added. */
const NO_CODE_HASH = `0x${'00'.repeat(32)}`;

import { keccak256 } from 'ethers';
import { ChainError } from '../../src/chain/chain-error.ts';
import { CERTIFICATE_CIRCUIT, CERTIFICATE_SIGNALS, CERTIFICATE_VERSION } from '../../src/chain/circuits.ts';
import { realmNumber } from '../../src/chain/deployment.ts';
import type { Deployer } from './deployer.ts';
import type { DeployStep } from './step.ts';

/** The generated verifier of the circuit `certificate`, and the router in front of it. */
export const verifier: DeployStep = {
  title: 'Verifier and router',
  async run(deployer) {
    await deployer.deploy('CertificateVerifier');
    await deployer.deploy('VerifierRouter', deployer.address('AccessManager'), realmNumber(deployer.settings.realm));
    const router = deployer.contract('VerifierRouter');
    const verifierAddress = deployer.address('CertificateVerifier');
    await assertSameFlag(deployer);
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

/** Whether a key is a development key stands in the contract and in the deployment file: readers of either must learn the same. */
async function assertSameFlag(deployer: Deployer): Promise<void> {
  const contract = deployer.contract('CertificateVerifier');
  // A dry run may know the address before there is a contract.
  if ((await contract.getDeployedCode()) === null) return;
  const isDevelopmentKey = await contract.isDevelopmentKey();
  const { developmentKey } = deployer.settings;
  if (isDevelopmentKey !== developmentKey) {
    throw new ChainError(
      `CertificateVerifier at ${deployer.address('CertificateVerifier')} says isDevelopmentKey = ${isDevelopmentKey}, but the settings say ${developmentKey}; run ./openrsp build and deploy anew`,
    );
  }
}

/** What the router answers for a version that was not added. */
const NO_CODE_HASH = `0x${'00'.repeat(32)}`;

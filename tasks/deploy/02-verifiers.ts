import { keccak256 } from 'ethers';
import { ChainError } from '../../src/chain/chain-error.ts';
import {
  CIRCUIT_VERSION,
  circuitName,
  signalCount,
  verifiedCircuits,
  verifiers,
  type VerifiedCircuit,
} from '../../src/chain/circuits.ts';
import { realmNumber } from '../../src/chain/deployment.ts';
import type { Deployer } from './deployer.ts';
import type { DeployStep } from './step.ts';

/** The generated verifier of each circuit, and the router in front of them. */
export const verifiersAndRouter: DeployStep = {
  title: 'Verifiers and router',
  async run(deployer) {
    for (const circuit of verifiedCircuits) await deployer.deploy(verifiers[circuit]);
    await deployer.deploy('VerifierRouter', deployer.address('AccessManager'), realmNumber(deployer.settings.realm));
    for (const circuit of verifiedCircuits) {
      await assertSameFlag(deployer, circuit);
      await route(deployer, circuit);
    }
  },
};

async function route(deployer: Deployer, circuit: VerifiedCircuit): Promise<void> {
  const router = deployer.contract('VerifierRouter');
  const [name, verifier] = [circuitName(circuit), verifiers[circuit]];
  await deployer.ensure(
    `route the circuit "${circuit}", version ${CIRCUIT_VERSION}`,
    'VerifierRouter',
    async () => (await router.codehashOf(name, CIRCUIT_VERSION)) !== NO_CODE_HASH,
    async () => {
      const codeHash = keccak256((await deployer.contract(verifier).getDeployedCode()) ?? '0x');
      return router.addVersion(name, CIRCUIT_VERSION, deployer.address(verifier), signalCount(circuit), codeHash);
    },
  );
}

/** Whether a key is a development key stands in the contract and in the deployment file: readers of either must learn the same. */
async function assertSameFlag(deployer: Deployer, circuit: VerifiedCircuit): Promise<void> {
  const name = verifiers[circuit];
  const contract = deployer.contract(name);
  // A dry run may know the address before there is a contract.
  if ((await contract.getDeployedCode()) === null) return;
  const isDevelopmentKey = await contract.isDevelopmentKey();
  const { developmentKey } = deployer.settings;
  if (isDevelopmentKey !== developmentKey) {
    throw new ChainError(
      `${name} at ${deployer.address(name)} says isDevelopmentKey = ${isDevelopmentKey}, but the settings say ${developmentKey}; run ./openrsp build and deploy anew`,
    );
  }
}

/** What the router answers for a version that was not added. */
const NO_CODE_HASH = `0x${'00'.repeat(32)}`;

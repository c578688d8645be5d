import { Contract, keccak256, type ContractRunner, type Provider } from 'ethers';
import type {
  AccessManager,
  CertificateRegistry,
  CertificateVerifier,
  ListParts,
  PossessionVerifier,
  ReceiptLongVerifier,
  ReceiptVerifier,
  RevocationLists,
  RevocationRegistry,
  RevocationVerifier,
  TransparentRegistration,
  VerifierRouter,
} from '../../types/ethers-contracts/index.ts';
import { contractNames, readArtifact, type ContractName } from './artifacts.ts';
import { ChainError } from './chain-error.ts';
import type { Deployment } from './deployment.ts';
import type { DeploymentStore } from './deployment-store.ts';

/** The type of each contract, as the compiler's output says. */
export interface ContractTypes {
  AccessManager: AccessManager;
  CertificateVerifier: CertificateVerifier;
  PossessionVerifier: PossessionVerifier;
  RevocationVerifier: RevocationVerifier;
  ReceiptVerifier: ReceiptVerifier;
  ReceiptLongVerifier: ReceiptLongVerifier;
  VerifierRouter: VerifierRouter;
  RevocationRegistry: RevocationRegistry;
  CertificateRegistry: CertificateRegistry;
  TransparentRegistration: TransparentRegistration;
  RevocationLists: RevocationLists;
  ListParts: ListParts;
}

/** Everything one deployment consists of, ready to be called. */
export interface OpenRsp {
  readonly deployment: Deployment;
  readonly manager: AccessManager;
  readonly router: VerifierRouter;
  readonly revocations: RevocationRegistry;
  readonly certificates: CertificateRegistry;
  readonly transparent: TransparentRegistration;
  readonly lists: RevocationLists;
  readonly parts: ListParts;
}

/** A contract at an address. Reads need a provider, calls that change state a signer. */
export function contractAt<Name extends ContractName>(
  name: Name,
  address: string,
  runner: ContractRunner,
): ContractTypes[Name] {
  return new Contract(address, readArtifact(name).abi, runner) as unknown as ContractTypes[Name];
}

/** Refuses a deployment that is of another chain, not complete, or whose code is not what was deployed. */
export async function checkDeployment(deployment: Deployment, provider: Provider, place: string): Promise<void> {
  const { chainId } = await provider.getNetwork();
  const { settings } = deployment;
  if (BigInt(settings.chainId) !== chainId) {
    throw new ChainError(
      `${place} is a deployment on chain ${settings.chainId}, but the network answers with chain id ${chainId}; choose the right --network`,
    );
  }
  const deployed = [...Object.entries(deployment.libraries), ...Object.entries(deployment.contracts)];
  for (const [name, { address, codeHash }] of deployed) {
    const code = await provider.getCode(address);
    if (code === '0x') {
      throw new ChainError(
        `${name} should be at ${address}, but there is no code on chain ${chainId}; if that chain was started anew, remove ${place} and deploy again`,
      );
    }
    if (keccak256(code) !== codeHash) {
      throw new ChainError(
        `The code of ${name} at ${address} has the hash ${keccak256(code)}, not ${codeHash} as in ${place}; do not use this address before you know why`,
      );
    }
  }
}

/** Opens a complete deployment: the first thing each task does that reads or changes a registry. */
export async function openDeployment(
  store: DeploymentStore,
  provider: Provider,
  runner: ContractRunner = provider,
): Promise<OpenRsp> {
  const deployment = store.read();
  if (deployment === undefined) {
    throw new ChainError(`Nothing is deployed here (${store.place} is missing); run the deploy task first`);
  }
  await checkDeployment(deployment, provider, store.place);
  const missing = contractNames.find((name) => deployment.contracts[name] === undefined);
  if (missing !== undefined || !deployment.complete) {
    throw new ChainError(`The deployment in ${store.place} was interrupted; run the deploy task again to complete it`);
  }
  const at = <Name extends ContractName>(name: Name): ContractTypes[Name] =>
    contractAt(name, deployment.contracts[name]?.address ?? '', runner);
  return {
    deployment,
    manager: at('AccessManager'),
    router: at('VerifierRouter'),
    revocations: at('RevocationRegistry'),
    certificates: at('CertificateRegistry'),
    transparent: at('TransparentRegistration'),
    lists: at('RevocationLists'),
    parts: at('ListParts'),
  };
}

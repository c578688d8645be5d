import type { Provider, Signer } from 'ethers';
import { ChainError } from '../../src/chain/chain-error.ts';
import { checkDeployment } from '../../src/chain/contracts.ts';
import type { Deployment, DeploymentSettings } from '../../src/chain/deployment.ts';
import type { DeploymentStore } from '../../src/chain/deployment-store.ts';
import { accessManager } from './01-access-manager.ts';
import { verifiersAndRouter } from './02-verifiers.ts';
import { registries } from './03-registries.ts';
import { rolePermissions } from './04-permissions.ts';
import { handOver } from './05-hand-over.ts';
import { Deployer, type DeployEvent } from './deployer.ts';
import type { DeployStep } from './step.ts';

export const deploySteps: readonly DeployStep[] = [
  accessManager,
  verifiersAndRouter,
  registries,
  rolePermissions,
  handOver,
];

export interface DeployOptions {
  readonly signer: Signer;
  readonly store: DeploymentStore;
  readonly settings: DeploymentSettings;
  /** Reads only, and says what would be sent. */
  readonly dryRun?: boolean;
  readonly report?: (event: DeployEvent) => void;
}

/** Deploys everything that is not there yet. Returns what then stands in the store. */
export async function deployOpenRsp(options: DeployOptions): Promise<Deployment> {
  // Two runs at once would each send what they do not see yet. A dry run sends and writes nothing.
  return options.dryRun === true ? deploy(options) : options.store.exclusively(() => deploy(options));
}

async function deploy({ signer, store, settings, dryRun = false, report }: DeployOptions): Promise<Deployment> {
  const { provider } = signer;
  if (provider === null) throw new Error('a deployment needs a signer with a provider');
  const begun = await readBegun(store, provider);
  if (begun !== undefined) {
    await checkDeployment(begun, provider, store.place);
    assertSameSettings(begun, settings, store.place);
  }
  const deployer = new Deployer({
    signer,
    store,
    settings,
    begun,
    dryRun,
    ...(report === undefined ? {} : { report }),
  });
  for (const step of deploySteps) await step.run(deployer);
  deployer.complete();
  return deployer.deployment;
}

/** What earlier runs did; undefined when all they did was to try: a first transaction that was never mined binds nobody. */
async function readBegun(store: DeploymentStore, provider: Provider): Promise<Deployment | undefined> {
  const begun = store.read();
  if (begun === undefined || Object.keys(begun.contracts).length + Object.keys(begun.libraries).length > 0)
    return begun;
  if (begun.pending === undefined) return undefined;
  const { sender, nonce } = begun.pending;
  return (await provider.getTransactionCount(sender, 'pending')) > nonce ? begun : undefined;
}

/** A run that continues or repeats a deployment must be about the same one. */
function assertSameSettings(begun: Deployment, settings: DeploymentSettings, place: string): void {
  const earlier = namedValues(begun.settings);
  for (const [name, value] of namedValues(settings)) {
    // Whoever asks later whether all is there need not have the deployer's account.
    if (begun.complete && name === 'deployer') continue;
    if (earlier.get(name) !== value) {
      throw new ChainError(
        `The deployment in ${place} has ${name} ${earlier.get(name)}, not ${value}; give the same settings, or remove the file to deploy anew`,
      );
    }
  }
}

function namedValues({
  verifyingKeyHashes,
  ...others
}: DeploymentSettings): ReadonlyMap<string, string | number | boolean> {
  const hashes = Object.entries(verifyingKeyHashes).map(
    ([circuit, hash]) => [`verifyingKeyHashes.${circuit}`, hash] as const,
  );
  return new Map<string, string | number | boolean>([...Object.entries(others), ...hashes]);
}

import { AbiCoder, Interface, concat, getCreateAddress, keccak256, type ContractRunner, type Signer } from 'ethers';
import { readArtifact, readLibraryArtifact, type Artifact, type ContractName } from '../../src/chain/artifacts.ts';
import { isCodeOf, link } from '../../src/chain/bytecode.ts';
import { ChainError } from '../../src/chain/chain-error.ts';
import { contractAt, type ContractTypes } from '../../src/chain/contracts.ts';
import type { DeployedContract, Deployment, DeploymentSettings } from '../../src/chain/deployment.ts';
import type { DeploymentStore } from '../../src/chain/deployment-store.ts';

/** One thing a deployment consists of, and what this run did about it. */
export interface DeployEvent {
  readonly title: string;
  readonly did: 'found' | 'sent' | 'would send';
  readonly address?: string;
  readonly gasUsed?: bigint;
}

export interface DeployerOptions {
  readonly signer: Signer;
  readonly store: DeploymentStore;
  readonly settings: DeploymentSettings;
  /** What earlier runs did. */
  readonly begun: Deployment | undefined;
  /** Only says what it would send. */
  readonly dryRun?: boolean;
  readonly report?: (event: DeployEvent) => void;
}

/** How long to wait for a creation that was sent before an interruption, in milliseconds. */
const PENDING_TIMEOUT = 120_000;
const POLLING_INTERVAL = 1_000;

/**
 * Creates contracts and sends calls at most once, however often it is interrupted. The deployment file is written before and after
 * each creation; calls are skipped where the chain already shows their effect.
 */
export class Deployer {
  readonly settings: DeploymentSettings;
  readonly #signer: Signer;
  readonly #store: DeploymentStore;
  readonly #dryRun: boolean;
  readonly #report: (event: DeployEvent) => void;
  #deployment: Deployment;
  /** Addresses that a dry run predicts. */
  readonly #predicted = new Map<string, string>();
  #predictedNonce: number | undefined;
  /** Libraries that this run has dealt with: several contracts share them. */
  readonly #settled = new Set<string>();

  constructor({ signer, store, settings, begun, dryRun = false, report = () => undefined }: DeployerOptions) {
    this.settings = settings;
    this.#signer = signer;
    this.#store = store;
    this.#dryRun = dryRun;
    this.#report = report;
    this.#deployment = begun ?? { settings, libraries: {}, contracts: {}, complete: false };
  }

  get deployment(): Deployment {
    return this.#deployment;
  }

  address(name: ContractName): string {
    const address = this.#deployment.contracts[name]?.address ?? this.#predicted.get(name);
    if (address === undefined) throw new Error(`${name} is used before the step that deploys it`);
    return address;
  }

  contract<Name extends ContractName>(name: Name, runner: ContractRunner = this.#signer): ContractTypes[Name] {
    return contractAt(name, this.address(name), runner);
  }

  /** Deploys a contract with the libraries it needs, unless the deployment has it already. */
  async deploy(name: ContractName, ...args: readonly unknown[]): Promise<void> {
    const artifact = readArtifact(name);
    for (const [source, libraries] of Object.entries(artifact.linkReferences)) {
      for (const library of Object.keys(libraries)) {
        if (this.#settled.has(library)) continue;
        this.#settled.add(library);
        await this.#create(library, readLibraryArtifact(source, library), 'libraries', []);
      }
    }
    await this.#create(name, artifact, 'contracts', args);
  }

  /** Sends a call unless `isDone` says that the chain shows its effect already. `contract` is the one both are about. */
  async ensure(
    title: string,
    contract: ContractName,
    isDone: () => Promise<boolean>,
    send: () => Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>,
  ): Promise<void> {
    const exists = !this.#predicted.has(contract);
    if (exists && (await isDone())) {
      this.#report({ title, did: 'found' });
    } else if (this.#dryRun) {
      await this.#takeNonce();
      this.#report({ title, did: 'would send' });
    } else {
      const receipt = await (await send()).wait();
      this.#report({ title, did: 'sent', ...(receipt === null ? {} : { gasUsed: receipt.gasUsed }) });
    }
  }

  /** Notes that every step is done. */
  complete(): void {
    if (!this.#dryRun && !this.#deployment.complete) this.#write({ complete: true });
  }

  /** Nonce of the next transaction; in a dry run as if those before it had been sent. */
  async #takeNonce(): Promise<number> {
    const nonce = this.#predictedNonce ?? (await this.#signer.getNonce('latest'));
    if (this.#dryRun) this.#predictedNonce = nonce + 1;
    return nonce;
  }

  get #libraries(): Record<string, string> {
    const deployed = Object.entries(this.#deployment.libraries).map(([name, { address }]) => [name, address]);
    return { ...Object.fromEntries(this.#predicted), ...(Object.fromEntries(deployed) as Record<string, string>) };
  }

  async #create(
    name: string,
    artifact: Artifact,
    kind: 'libraries' | 'contracts',
    args: readonly unknown[],
  ): Promise<void> {
    const title = `deploy ${name}`;
    const known: Readonly<Record<string, DeployedContract | undefined>> = this.#deployment[kind];
    const existing = known[name] ?? (await this.#recover(name, artifact, kind));
    if (existing !== undefined) {
      if (!isCodeOf(await this.#codeAt(existing.address), artifact, this.#libraries)) {
        throw new ChainError(
          `${name} at ${existing.address} is not what this version of the source compiles to; deploy with the version that began, or remove ${this.#store.place} to deploy anew`,
        );
      }
      this.#report({ title, did: 'found', address: existing.address });
      return;
    }

    const sender = await this.#signer.getAddress();
    const nonce = await this.#takeNonce();
    const address = getCreateAddress({ from: sender, nonce });
    if (this.#dryRun) {
      this.#predicted.set(name, address);
      this.#report({ title, did: 'would send', address });
      return;
    }
    const { inputs } = new Interface(artifact.abi).deploy;
    const data = concat([link(artifact, this.#libraries), AbiCoder.defaultAbiCoder().encode(inputs, args)]);
    const startBlock = (await this.#provider.getBlockNumber()) + 1;
    this.#write({ pending: { name, sender, nonce, startBlock } });
    const receipt = await (await this.#signer.sendTransaction({ data, nonce })).wait();
    await this.#record(name, kind, address, startBlock);
    this.#report({ title, did: 'sent', address, ...(receipt === null ? {} : { gasUsed: receipt.gasUsed }) });
  }

  /** The contract that an interrupted run was creating, if the chain has it. */
  async #recover(
    name: string,
    artifact: Artifact,
    kind: 'libraries' | 'contracts',
  ): Promise<DeployedContract | undefined> {
    const { pending } = this.#deployment;
    if (pending?.name !== name) return undefined;
    const { sender, nonce, startBlock } = pending;
    await this.#untilMined(sender, nonce);
    const address = getCreateAddress({ from: sender, nonce });
    // The nonce may have gone to another transaction, even to another contract: only the very code counts.
    if (!isCodeOf(await this.#codeAt(address), artifact, this.#libraries)) return undefined;
    if (this.#dryRun) {
      return { address, startBlock, codeHash: keccak256(await this.#codeAt(address)) };
    }
    return this.#record(name, kind, address, startBlock);
  }

  /** Waits while the transaction with this nonce lies in the node's pool. */
  async #untilMined(sender: string, nonce: number): Promise<void> {
    const deadline = Date.now() + PENDING_TIMEOUT;
    while ((await this.#provider.getTransactionCount(sender, 'latest')) <= nonce) {
      if ((await this.#provider.getTransactionCount(sender, 'pending')) <= nonce) return;
      if (Date.now() > deadline) {
        throw new ChainError(
          `The transaction ${nonce} of ${sender}, sent before the interruption, is still not mined; speed it up or cancel it, then run the task again`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLLING_INTERVAL));
    }
  }

  async #record(
    name: string,
    kind: 'libraries' | 'contracts',
    address: string,
    startBlock: number,
  ): Promise<DeployedContract> {
    const code = await this.#codeAt(address);
    if (code === '0x')
      throw new ChainError(`The creation of ${name} left no code at ${address}; look at the node's log`);
    const deployed: DeployedContract = { address, startBlock, codeHash: keccak256(code) };
    this.#write({ [kind]: { ...this.#deployment[kind], [name]: deployed } });
    return deployed;
  }

  #write(change: Partial<Deployment>): void {
    this.#deployment = { ...this.#deployment, pending: undefined, ...change };
    this.#store.write(this.#deployment);
  }

  get #provider(): NonNullable<Signer['provider']> {
    const { provider } = this.#signer;
    if (provider === null) throw new Error('the deployer needs a signer with a provider');
    return provider;
  }

  async #codeAt(address: string): Promise<string> {
    return this.#provider.getCode(address);
  }
}

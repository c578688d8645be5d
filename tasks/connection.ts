import type { Signer } from 'ethers';
import type { HardhatEthers } from '@nomicfoundation/hardhat-ethers/types';
import type { HttpNetworkAccountsConfig } from 'hardhat/types/config';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { ChainError } from '../src/chain/chain-error.ts';
import { FileStore, MemoryStore, type DeploymentStore } from '../src/chain/deployment-store.ts';

/** Chain ids of chains on a developer's own machine. */
const LOCAL_CHAIN_IDS: ReadonlySet<bigint> = new Set([31337n, 1337n]);

/** The network a task talks to. */
export interface Connection {
  readonly network: string;
  readonly chainId: bigint;
  readonly isLocal: boolean;
  readonly ethers: HardhatEthers;
  readonly store: DeploymentStore;
}

/** A chain inside this process is forgotten with it, and so is what was deployed on it. */
const memoryStores = new WeakMap<object, MemoryStore>();

function memoryStoreOf(provider: object): MemoryStore {
  const store = memoryStores.get(provider) ?? new MemoryStore();
  memoryStores.set(provider, store);
  return store;
}

/** Connects to the network that `--network` names. Throws what {@link explain} can put into words when the node does not answer. */
export async function connect(hre: HardhatRuntimeEnvironment): Promise<Connection> {
  const { networkName, networkConfig, provider, ethers } = await hre.network.getOrCreate();
  if (networkConfig.type === 'http') await checkKeys(networkName, networkConfig.accounts);
  const { chainId } = await ethers.provider.getNetwork();
  const isInProcess = networkConfig.type === 'edr-simulated';
  return {
    network: networkName,
    chainId,
    isLocal: isInProcess || LOCAL_CHAIN_IDS.has(chainId),
    ethers,
    store: isInProcess ? memoryStoreOf(provider) : new FileStore(networkName),
  };
}

/** Order of secp256k1, the curve of Ethereum's accounts. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Refuses what is no private key without showing it: whoever swapped a digit must not find the rest in a log. */
async function checkKeys(network: string, accounts: HttpNetworkAccountsConfig): Promise<void> {
  if (!Array.isArray(accounts)) return;
  for (const [index, account] of accounts.entries()) {
    const key = await account.getHexString();
    if (/^0x[0-9a-f]{64}$/i.test(key) && BigInt(key) > 0n && BigInt(key) < ORDER) continue;
    const name = 'name' in account ? String(account.name) : `accounts[${index}]`;
    throw new ChainError(
      `${name} of the network "${network}" is no private key (64 hexadecimal digits, more than 0 and below the order of secp256k1); set it anew`,
    );
  }
}

/** The network's account with this address, or its first one. `whose` names its part in messages. */
export async function signerFor(
  { ethers, network }: Connection,
  address: string | undefined,
  whose: string,
): Promise<Signer> {
  const signers = await ethers.getSigners();
  const signer =
    address === undefined
      ? signers[0]
      : signers.find((candidate) => candidate.address.toLowerCase() === address.toLowerCase());
  if (signer === undefined) {
    const wanted = address === undefined ? 'no account' : `no key for ${address} (${whose})`;
    throw new ChainError(`The network "${network}" has ${wanted}; add it to "accounts" in hardhat.config.ts`);
  }
  return signer;
}

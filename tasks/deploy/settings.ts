import { getAddress, ZeroAddress } from 'ethers';
import { ChainError } from '../../src/chain/chain-error.ts';
import type { DeploymentSettings, Realm } from '../../src/chain/deployment.ts';
import type { Connection } from '../connection.ts';
import { assertSeparateDuties } from './duties.ts';

export interface DeployArguments {
  readonly realm: string;
  readonly governor: string | undefined;
  readonly admin: string | undefined;
  readonly guardian: string | undefined;
  readonly revoker: string | undefined;
  /** Seconds; undefined: the network's default. */
  readonly delay: string | undefined;
  readonly allowDevKeys: boolean;
}

/** What is known of the verifying keys before they are deployed. */
export type VerifyingKeyFacts = Pick<DeploymentSettings, 'verifyingKeyHashes' | 'developmentKey'>;

/** Two days: time to look at what governance announced. */
const DEFAULT_DELAY = 172_800;
/** AccessManager keeps delays in 32 bits. */
const MAX_DELAY = 2 ** 32 - 1;

/** Completes the arguments by the network's defaults. Throws ChainError where something is missing or must not be. */
export async function deploymentSettings(
  connection: Connection,
  deployer: string,
  args: DeployArguments,
  keys: VerifyingKeyFacts,
): Promise<DeploymentSettings> {
  const { network, chainId, isLocal, ethers } = connection;
  if (keys.developmentKey && !isLocal && !args.allowDevKeys) {
    throw new ChainError(
      `The verifying keys are development keys, whose secrets are public, and "${network}" (chain ${chainId}) is not a local chain; give --allow-dev-keys if this is a test network`,
    );
  }
  const realm = parseRealm(args.realm);
  if (keys.developmentKey && realm === 'production') {
    throw new ChainError(
      'A production realm takes no development keys; make keys by a ceremony first (docs/adr/0004-development-keys.md)',
    );
  }
  const accounts = isLocal ? await ethers.getSigners() : [];
  const governor = account('governor', args.governor, accounts[1]?.address);
  const admin = account('admin', args.admin, governor);
  const guardian = account('guardian', args.guardian, accounts[2]?.address);
  const revoker = account('revoker', args.revoker, governor);
  for (const [role, address] of Object.entries({ governor, admin, guardian, revoker })) {
    if (address === deployer) {
      throw new ChainError(
        `The ${role} ${address} is the deploying account, which is to keep no role; give --${role} another account`,
      );
    }
  }
  const governanceDelay = args.delay === undefined ? (isLocal ? 0 : DEFAULT_DELAY) : parseDelay(args.delay);
  const duties = { realm, governor, admin, guardian, governanceDelay };
  assertSeparateDuties(duties, isLocal);
  return { network, chainId: Number(chainId), deployer, revoker, ...duties, ...keys };
}

function parseRealm(realm: string): Realm {
  if (realm !== 'test' && realm !== 'production') {
    throw new ChainError(`There is no realm "${realm}"; give --realm test or --realm production`);
  }
  return realm;
}

function parseDelay(text: string): number {
  const delay = /^[0-9]{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(delay <= MAX_DELAY)) {
    throw new ChainError(`"${text}" is no delay; give --delay whole seconds, at most ${MAX_DELAY}`);
  }
  return delay;
}

function account(role: string, given: string | undefined, fallback: string | undefined): string {
  const address = given ?? fallback;
  if (address === undefined)
    throw new ChainError(`This network has no default ${role}; name an account with --${role}`);
  let checked: string;
  try {
    checked = getAddress(address);
  } catch {
    throw new ChainError(`"${address}" is no address; give --${role} an account's address`);
  }
  if (checked === ZeroAddress) {
    throw new ChainError(`The ${role} ${checked} is nobody's account; give --${role} an account that somebody holds`);
  }
  return checked;
}

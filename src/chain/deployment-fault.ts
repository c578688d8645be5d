import { getAddress, isAddress } from 'ethers';
import { verifiedCircuits } from './circuits.ts';
import type { DeployedContract, Deployment, DeploymentSettings, PendingCreation } from './deployment.ts';

type Check = (value: unknown) => boolean;
/** One check for each member: what is added to the type must be checked too. */
type Checks<Shape> = Readonly<Record<keyof Shape, Check>>;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** With its checksum: addresses are compared as text. */
const isAccount: Check = (value) => isAddress(value) && getAddress(value) === value;
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const settingsChecks: Checks<DeploymentSettings> = {
  network: isText,
  chainId: isCount,
  realm: matches(/^(test|production)$/),
  deployer: isAccount,
  governor: isAccount,
  admin: isAccount,
  guardian: isAccount,
  revoker: isAccount,
  governanceDelay: isCount,
  verifyingKeyHashes: isObject,
  developmentKey: isBoolean,
};

const isHash = matches(/^[0-9a-f]{64}$/);
const hashChecks = Object.fromEntries(verifiedCircuits.map((circuit) => [circuit, isHash]));

const contractChecks: Checks<DeployedContract> = {
  address: isAccount,
  startBlock: isCount,
  codeHash: matches(/^0x[0-9a-f]{64}$/),
};

const pendingChecks: Checks<PendingCreation> = { name: isText, sender: isAccount, nonce: isCount, startBlock: isCount };

const deploymentChecks: Checks<Deployment> = {
  settings: isObject,
  libraries: isObject,
  contracts: isObject,
  pending: (value) => value === undefined || isObject(value),
  complete: isBoolean,
};

/** What makes `value` no deployment: the first member that is wrong, with its value. Undefined for a deployment. */
export function deploymentFault(value: unknown): string | undefined {
  const fault = faultOf('', value, deploymentChecks);
  if (fault !== undefined) return fault;
  const { settings, libraries, contracts, pending } = value as Deployment;
  const deployed = Object.entries({ libraries, contracts }).flatMap(([kind, entries]) =>
    Object.entries(entries).map(([name, entry]) => [`${kind}.${name}`, entry] as const),
  );
  return (
    faultOf('settings', settings, settingsChecks) ??
    faultOf('settings.verifyingKeyHashes', settings.verifyingKeyHashes, hashChecks) ??
    (pending === undefined ? undefined : faultOf('pending', pending, pendingChecks)) ??
    deployed.map(([name, entry]) => faultOf(name, entry, contractChecks)).find((found) => found !== undefined)
  );
}

function faultOf(name: string, value: unknown, checks: Readonly<Record<string, Check>>): string | undefined {
  if (!isObject(value)) return `${name || 'the whole'} is ${shown(value)}`;
  for (const [key, check] of Object.entries(checks)) {
    if (!check(value[key])) return `${name && `${name}.`}${key} is ${shown(value[key])}`;
  }
  return undefined;
}

/** Short enough for one line. */
const shown = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

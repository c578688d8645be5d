import type { ContractName } from './artifacts.ts';
import type { VerifiedCircuit } from './circuits.ts';

/** Production: keys from a ceremony, real issuers. Test: everything whose secrets are public. */
export type Realm = 'test' | 'production';

/** What a deployment is made for. Fixed by the first run; a later run with other settings is refused. */
export interface DeploymentSettings {
  readonly network: string;
  readonly chainId: number;
  readonly realm: Realm;
  /** Sent everything; holds no role once the deployment is complete. */
  readonly deployer: string;
  /** Adds anchors and verifiers after the delay. */
  readonly governor: string;
  /** Grants and revokes roles after the delay. Nobody else can cancel what it schedules. */
  readonly admin: string;
  /** May pause registration, disable a verifier and cancel what the governor scheduled. */
  readonly guardian: string;
  /** May remove anchors at once, never add. */
  readonly revoker: string;
  /** Seconds between scheduling and executing what governor and administrator do. */
  readonly governanceDelay: number;
  /** By circuit, SHA-256 of the verifying key file behind its verifier. */
  readonly verifyingKeyHashes: Readonly<Record<VerifiedCircuit, string>>;
  /** The secrets of all of them are public: proofs under these keys prove nothing outside a test. */
  readonly developmentKey: boolean;
}

export interface DeployedContract {
  readonly address: string;
  /** A block not after its creation: where an indexer starts to read. */
  readonly startBlock: number;
  /** keccak256 of its code (EIP-1052). Every use of the deployment compares it with the chain. */
  readonly codeHash: string;
}

/**
 * A contract creation about to be sent. Written before sending: the address follows from sender and nonce, and so, after an
 * interruption, tells whether the creation took place.
 */
export interface PendingCreation {
  readonly name: string;
  readonly sender: string;
  readonly nonce: number;
  readonly startBlock: number;
}

/** deployments/<network>.json: what is deployed on one network. Written by the deploy task, read by everything else. */
export interface Deployment {
  readonly settings: DeploymentSettings;
  readonly libraries: Readonly<Record<string, DeployedContract>>;
  readonly contracts: Readonly<Partial<Record<ContractName, DeployedContract>>>;
  readonly pending?: PendingCreation | undefined;
  /** Whether every step, the hand-over of roles included, was done. */
  readonly complete: boolean;
}

/** The contracts' enum `Realm`. */
export function realmNumber(realm: Realm): bigint {
  return realm === 'test' ? 0n : 1n;
}

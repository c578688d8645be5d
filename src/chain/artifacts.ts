import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { InterfaceAbi } from 'ethers';
import { ChainError } from './chain-error.ts';

/** Where in a contract's bytecode something is filled in later. Offsets and lengths in octets. */
export interface Slot {
  readonly start: number;
  readonly length: number;
}

/** What the Solidity compiler leaves for a contract, as far as it is used here (Hardhat's format "hh3-artifact-1"). */
export interface Artifact {
  readonly contractName: string;
  readonly abi: InterfaceAbi;
  /** Creation code with placeholders for libraries. */
  readonly bytecode: string;
  readonly deployedBytecode: string;
  readonly linkReferences: Readonly<Record<string, Readonly<Record<string, readonly Slot[]>>>>;
  readonly deployedLinkReferences: Readonly<Record<string, Readonly<Record<string, readonly Slot[]>>>>;
  /** Names the compilation (artifacts/build-info/<id>.json), and the contract's source in it. */
  readonly buildInfoId: string;
  readonly inputSourceName: string;
  readonly immutableReferences?: Readonly<Record<string, readonly Slot[]>>;
}

const folder = path.resolve(import.meta.dirname, '../../artifacts');

/** Source file of each contract that the project deploys or calls. */
const sources = {
  AccessManager: '@openzeppelin/contracts/access/manager/AccessManager.sol',
  CertificateVerifier: 'contracts/verifiers/CertificateVerifier.sol',
  PossessionVerifier: 'contracts/verifiers/PossessionVerifier.sol',
  RevocationVerifier: 'contracts/verifiers/RevocationVerifier.sol',
  ReceiptVerifier: 'contracts/verifiers/ReceiptVerifier.sol',
  ReceiptLongVerifier: 'contracts/verifiers/ReceiptLongVerifier.sol',
  VerifierRouter: 'contracts/VerifierRouter.sol',
  RevocationRegistry: 'contracts/revocation/RevocationRegistry.sol',
  CertificateRegistry: 'contracts/certificates/CertificateRegistry.sol',
  TransparentRegistration: 'contracts/certificates/TransparentRegistration.sol',
  RevocationLists: 'contracts/revocation/RevocationLists.sol',
  ListParts: 'contracts/revocation/ListParts.sol',
} as const;
export type ContractName = keyof typeof sources;
export const contractNames = Object.keys(sources) as readonly ContractName[];

/** Reads what the compiler made of a contract. */
export function readArtifact(name: ContractName): Artifact {
  return read(sources[name], name);
}

/** The source from which the compiler made a contract's artifact, as it recorded it: the file itself may have changed since. */
export function readCompiledSource(name: ContractName): string {
  const { buildInfoId, inputSourceName } = readArtifact(name);
  const file = path.join(folder, 'build-info', `${buildInfoId}.json`);
  if (!existsSync(file)) {
    throw new ChainError(`The record of compiling ${name} (${file}) is missing; run: ./openrsp build`);
  }
  const { input } = JSON.parse(readFileSync(file, 'utf8')) as {
    input: { sources: Record<string, { content: string } | undefined> };
  };
  const source = input.sources[inputSourceName]?.content;
  if (source === undefined) {
    throw new ChainError(`${file} does not have ${inputSourceName}, which ${name} names; run: ./openrsp build`);
  }
  return source;
}

/** Reads a library by the source file and name that stand in {@link Artifact.linkReferences}. */
export function readLibraryArtifact(source: string, name: string): Artifact {
  // The compiler's names for sources begin with `project/` or `npm/<package>@<version>/`; artifacts lie in folders without them.
  return read(source.replace(/^project\//, '').replace(/^npm\/((?:@[^/]+\/)?[^@/]+)@[^/]+\//, '$1/'), name);
}

function read(source: string, name: string): Artifact {
  const file = path.join(folder, source, `${name}.json`);
  if (!existsSync(file)) {
    throw new ChainError(`The contract ${name} is not compiled (${file} is missing); run: ./openrsp build`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Artifact;
}

import { concat, dataLength, dataSlice, getBytes, hexlify } from 'ethers';
import type { Artifact, Slot } from './artifacts.ts';
import { ChainError } from './chain-error.ts';

/** Library name → address. */
export type Libraries = Readonly<Record<string, string>>;

function* slotsByLibrary(references: Artifact['linkReferences']): Generator<[library: string, slots: readonly Slot[]]> {
  for (const libraries of Object.values(references)) yield* Object.entries(libraries);
}

/** Names of the libraries a contract calls by address. */
export function librariesOf(artifact: Artifact): readonly string[] {
  return [...slotsByLibrary(artifact.linkReferences)].map(([library]) => library);
}

/** Creation code with the libraries' addresses filled in. */
export function link(artifact: Artifact, libraries: Libraries): string {
  let code = artifact.bytecode.slice(2);
  for (const [library, slots] of slotsByLibrary(artifact.linkReferences)) {
    const address = libraries[library];
    if (address === undefined)
      throw new ChainError(`${artifact.contractName} needs the library ${library}, which is not deployed`);
    for (const { start, length } of slots) {
      code = code.slice(0, 2 * start) + address.slice(2).toLowerCase() + code.slice(2 * (start + length));
    }
  }
  return `0x${code}`;
}

/**
 * Whether `code`, read from a chain, is what the artifact's contract runs. Octets that the constructor fills in (immutables, the
 * address a library keeps of itself) may have any value; library addresses must be those given.
 */
export function isCodeOf(code: string, artifact: Artifact, libraries: Libraries): boolean {
  const wanted = withoutPlaceholders(artifact, libraries);
  if (dataLength(code) !== wanted.length) return false;
  const actual = getBytes(code, 'code').slice();
  for (const { start, length } of filledByConstructor(artifact)) {
    actual.fill(0, start, start + length);
    wanted.fill(0, start, start + length);
  }
  return hexlify(actual) === hexlify(wanted);
}

function withoutPlaceholders(artifact: Artifact, libraries: Libraries): Uint8Array {
  const linked = { ...artifact, bytecode: artifact.deployedBytecode, linkReferences: artifact.deployedLinkReferences };
  return getBytes(link(linked, libraries)).slice();
}

function filledByConstructor(artifact: Artifact): readonly Slot[] {
  const immutables = Object.values(artifact.immutableReferences ?? {}).flat();
  // A library's runtime code starts with PUSH20 of its own address: the guard against direct calls.
  const isLibrary = artifact.deployedBytecode.startsWith(LIBRARY_GUARD);
  return isLibrary ? [...immutables, { start: 1, length: 20 }] : immutables;
}

const LIBRARY_GUARD = concat(['0x73', dataSlice(new Uint8Array(20), 0)]);

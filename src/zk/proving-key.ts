import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FileLike } from 'snarkjs';
import { ArtifactError, readArtifacts, type ArtifactPlaces } from './artifacts.ts';
import { ProofVerifier } from './verifier.ts';

/** All that proving with a circuit takes, hashed and checked. */
export interface ProvingKey {
  readonly circuit: string;
  readonly wasm: FileLike;
  readonly zkey: FileLike;
  /** Where the key lies, for programs that take files. */
  readonly zkeyFile: string;
  readonly verifier: ProofVerifier;
}

export interface KeptProvingKey extends ProvingKey {
  /** Octets that it holds in memory. */
  readonly octets: number;
}

/**
 * The key's files, to be read when they are used.
 * @throws ArtifactError, VerificationKeyError
 */
export async function openProvingKey(circuit: string, places?: ArtifactPlaces): Promise<ProvingKey> {
  const { wasm, zkey, verificationKey } = await readArtifacts(circuit, places);
  const verifier = await ProofVerifier.of(JSON.parse(readFileSync(verificationKey, 'utf8')));
  return { circuit, wasm, zkey, zkeyFile: zkey, verifier };
}

/**
 * The key with its contents in memory. What was read is hashed itself: a file that is changed after the look at it does not matter.
 * `isZkeyKept`: false where another program reads the proving key.
 * @throws ArtifactError, VerificationKeyError
 */
export async function loadProvingKey(
  circuit: string,
  { isZkeyKept = true, places }: { isZkeyKept?: boolean; places?: ArtifactPlaces | undefined } = {},
): Promise<KeptProvingKey> {
  const { manifest, wasm, zkey, verificationKey } = await readArtifacts(circuit, places);
  const load = (file: string): Uint8Array => {
    const data = readFileSync(file);
    const hash = createHash('sha256').update(data).digest('hex');
    if (hash !== manifest.files[path.basename(file)]) {
      throw new ArtifactError(`${file} was changed while it was read; run: ./openrsp build`);
    }
    return data;
  };
  const kept = (data: Uint8Array) => ({ type: 'mem', data }) as const;
  const program = load(wasm);
  const key = isZkeyKept ? load(zkey) : undefined;
  return {
    circuit,
    wasm: kept(program),
    zkey: key === undefined ? zkey : kept(key),
    zkeyFile: zkey,
    verifier: await ProofVerifier.of(JSON.parse(Buffer.from(load(verificationKey)).toString('utf8'))),
    octets: program.length + (key?.length ?? 0),
  };
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { verifierSource } from '../../scripts/circuits/verifier.ts';
import { readCompiledSource } from '../../src/chain/artifacts.ts';
import { ChainError } from '../../src/chain/chain-error.ts';
import { verifiedCircuits, verifiers, type VerifiedCircuit } from '../../src/chain/circuits.ts';
import { readArtifacts, type ArtifactPlaces } from '../../src/zk/artifacts.ts';
import { assertSoundVerificationKey } from '../../src/zk/verification-key.ts';
import { usingWorkers } from '../../src/zk/workers.ts';
import type { VerifyingKeyFacts } from './settings.ts';

/**
 * The built verifying keys of the circuits that contracts verify, after making sure that each verifier is compiled from its own.
 * @throws ArtifactError
 * @throws VerificationKeyError for a key that proves nothing
 * @throws ChainError for a contract of another key, or where some keys are development keys and others are not
 */
export async function readVerifyingKeyFacts(places?: ArtifactPlaces): Promise<VerifyingKeyFacts> {
  const hashes: Partial<Record<VerifiedCircuit, string>> = {};
  const flags = new Map<VerifiedCircuit, boolean>();
  await usingWorkers(async () => {
    for (const circuit of verifiedCircuits) {
      const { hash, developmentKey } = await readVerifyingKey(circuit, places);
      hashes[circuit] = hash;
      flags.set(circuit, developmentKey);
    }
  });
  return {
    verifyingKeyHashes: hashes as Record<VerifiedCircuit, string>,
    developmentKey: commonFlag(flags),
  };
}

async function readVerifyingKey(
  circuit: VerifiedCircuit,
  places: ArtifactPlaces | undefined,
): Promise<{ hash: string; developmentKey: boolean }> {
  const { verificationKey, zkey, manifest } = await readArtifacts(circuit, places);
  const { developmentKey } = manifest;
  const text = readFileSync(verificationKey, 'utf8');
  assertSoundVerificationKey(JSON.parse(text));
  const verifier = verifiers[circuit];
  const generated = await verifierSource(circuit, zkey, developmentKey);
  assertCompiledFrom(verifier, readCompiledSource(verifier), generated, developmentKey);
  return { hash: createHash('sha256').update(text).digest('hex'), developmentKey };
}

/** One flag stands for all keys of a deployment. Throws ChainError where they differ. */
export function commonFlag(flags: ReadonlyMap<VerifiedCircuit, boolean>): boolean {
  const of = (flag: boolean): VerifiedCircuit | undefined =>
    [...flags.keys()].find((circuit) => flags.get(circuit) === flag);
  const [development, other] = [of(true), of(false)];
  if (development !== undefined && other !== undefined) {
    throw new ChainError(
      `The key of the circuit "${development}" is a development key and that of "${other}" is not: a deployment whose proofs anybody can forge in part is worth nothing; make all keys by a ceremony, or none`,
    );
  }
  return development !== undefined;
}

/** Refuses a verifier that was compiled from another source than the one `generated` of the key. Throws ChainError. */
export function assertCompiledFrom(
  verifier: string,
  compiled: string,
  generated: string,
  developmentKey: boolean,
): void {
  if (compiled === generated) return;
  const said = /\bisDevelopmentKey = (true|false);/.exec(compiled)?.[1];
  if (said !== String(developmentKey)) {
    throw new ChainError(
      `${verifier} is compiled with isDevelopmentKey = ${said ?? 'nothing'}, but the manifest of the key says ${developmentKey}; run: ./openrsp build`,
    );
  }
  throw new ChainError(
    `${verifier} is compiled from another source than is generated from the built verifying key: it would verify under other constants; run: ./openrsp build`,
  );
}

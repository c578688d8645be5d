import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { verifierSource } from '../../scripts/circuits/verifier.ts';
import { readCompiledSource } from '../../src/chain/artifacts.ts';
import { ChainError } from '../../src/chain/chain-error.ts';
import { readArtifacts, type ArtifactPlaces } from '../../src/zk/artifacts.ts';
import { assertSoundVerificationKey } from '../../src/zk/verification-key.ts';
import { usingWorkers } from '../../src/zk/workers.ts';
import type { VerifyingKeyFacts } from './settings.ts';

/**
 * The built verifying key of the circuit `certificate`, after making sure that CertificateVerifier is compiled from it.
 * @throws ArtifactError
 * @throws VerificationKeyError for a key that proves nothing
 * @throws ChainError for a contract of another key
 */
export async function readVerifyingKeyFacts(places?: ArtifactPlaces): Promise<VerifyingKeyFacts> {
  const { verificationKey, zkey, manifest } = await readArtifacts('certificate', places);
  const { developmentKey } = manifest;
  const text = readFileSync(verificationKey, 'utf8');
  assertSoundVerificationKey(JSON.parse(text));
  const generated = await usingWorkers(() => verifierSource('certificate', zkey, developmentKey));
  assertCompiledFrom(readCompiledSource('CertificateVerifier'), generated, developmentKey);
  return { verifyingKeyHash: createHash('sha256').update(text).digest('hex'), developmentKey };
}

/** Refuses a verifier that was compiled from another source than the one `generated` of the key. Throws ChainError. */
export function assertCompiledFrom(compiled: string, generated: string, developmentKey: boolean): void {
  if (compiled === generated) return;
  const said = /\bisDevelopmentKey = (true|false);/.exec(compiled)?.[1];
  if (said !== String(developmentKey)) {
    throw new ChainError(
      `CertificateVerifier is compiled with isDevelopmentKey = ${said ?? 'nothing'}, but the manifest of the key says ${developmentKey}; run: ./openrsp build`,
    );
  }
  throw new ChainError(
    'CertificateVerifier is compiled from another source than is generated from the built verifying key: it would verify under other constants; run: ./openrsp build',
  );
}

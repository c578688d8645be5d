import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readArtifacts } from '../../src/zk/artifacts.ts';
import { assertSoundVerificationKey } from '../../src/zk/verification-key.ts';
import type { VerifyingKeyFacts } from './settings.ts';

/** The built verifying key of the circuit `certificate`. Throws ArtifactError, and VerificationKeyError for one that proves nothing. */
export async function readVerifyingKeyFacts(): Promise<VerifyingKeyFacts> {
  const { verificationKey, manifest } = await readArtifacts('certificate');
  const text = readFileSync(verificationKey, 'utf8');
  assertSoundVerificationKey(JSON.parse(text));
  return {
    verifyingKeyHash: createHash('sha256').update(text).digest('hex'),
    developmentKey: manifest.developmentKey,
  };
}

import { groth16, type Groth16Proof } from 'snarkjs';
import { FIELD_MODULUS } from './poseidon.ts';
import type { VerificationKey } from './verification-key.ts';
import { usingWorkers } from './workers.ts';

/** Whether `proof` proves the statement with these public signals. Signals out of range are refused, not reduced. */
export async function verifyProof(
  key: VerificationKey,
  publicSignals: readonly bigint[],
  proof: Groth16Proof,
): Promise<boolean> {
  if (publicSignals.length !== key.nPublic) return false;
  if (publicSignals.some((signal) => signal < 0n || signal >= FIELD_MODULUS)) return false;
  return usingWorkers(() => groth16.verify(key, publicSignals.map(String), proof));
}

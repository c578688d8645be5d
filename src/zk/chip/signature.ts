import { createHash } from 'node:crypto';
import { verifySignature } from '../../pki/signature.ts';
import type { CircuitInputs } from '../circuit-inputs.ts';
import { ecdsaHints } from '../p256/hints.ts';
import { ecdsaInputs } from '../p256/statement.ts';
import type { PublicKey } from '../values.ts';
import { ChipStatementError } from './error.ts';

/** An ECDSA signature on P-256, each 1..n-1. */
export interface EcdsaSignature {
  readonly r: bigint;
  readonly s: bigint;
}

/** r and s of a signature of 64 octets, as chips give it (SGP.22 2.6.7). @throws ChipStatementError for another length */
export function rawSignature(octets: Uint8Array): EcdsaSignature {
  if (octets.length !== 64) {
    throw new ChipStatementError('SignatureInvalid', `a chip's signature has 64 octets, not ${octets.length}.`);
  }
  const number = (part: Uint8Array): bigint => BigInt(`0x${Buffer.from(part).toString('hex')}`);
  return { r: number(octets.subarray(0, 32)), s: number(octets.subarray(32)) };
}

/** SHA-256 of a message. */
export function digestOf(message: Uint8Array): Uint8Array {
  return createHash('sha256').update(message).digest();
}

/** Refuses a message that the key did not sign. */
export function assertSigned(message: Uint8Array, signature: EcdsaSignature, publicKey: PublicKey): void {
  if (!verifySignature(message, signature, publicKey)) {
    throw new ChipStatementError('SignatureInvalid', "the signature is not the chip's over this message.");
  }
}

/**
 * Inputs r, s, x, y and hints of a signature of `digest` in the circuits of chips; `force`: also where none can be proven.
 */
export function signatureInputs(
  digest: Uint8Array,
  signature: EcdsaSignature,
  publicKey: PublicKey,
  { force = false }: { force?: boolean } = {},
): CircuitInputs {
  const z = BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  const statement = { z, ...signature, q: publicKey, extra: [] };
  const { r, s, qx, qy } = ecdsaInputs(statement);
  return { r, s, x: qx, y: qy, ...ecdsaHints(statement, { force }) };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeBytes32String } from 'ethers';

/** Circuits whose proofs contracts verify, and their verifiers. Servers verify the proofs of the others off chain. */
export const verifiers = {
  certificate: 'CertificateVerifier',
  possession: 'PossessionVerifier',
  revocation: 'RevocationVerifier',
  receipt: 'ReceiptVerifier',
  receiptLong: 'ReceiptLongVerifier',
} as const;
export type VerifiedCircuit = keyof typeof verifiers;
export const verifiedCircuits = Object.keys(verifiers) as readonly VerifiedCircuit[];

/** Version of every circuit that this program proves for. */
export const CIRCUIT_VERSION = 1n;

/** Name of a circuit in the router. */
export const circuitName = (circuit: VerifiedCircuit): string => encodeBytes32String(circuit);

/** Name of the circuit `certificate` in the router. */
export const CERTIFICATE_CIRCUIT = circuitName('certificate');
/** Version of it that this program proves for. */
export const CERTIFICATE_VERSION = CIRCUIT_VERSION;

const manifest = path.resolve(import.meta.dirname, '../../circuits/circuits.json');

/** Number of a circuit's public signals, as circuits/circuits.json names them. */
export function signalCount(circuit: VerifiedCircuit): bigint {
  const circuits = JSON.parse(readFileSync(manifest, 'utf8')) as Record<VerifiedCircuit, { publicSignals: string[] }>;
  return BigInt(circuits[circuit].publicSignals.length);
}

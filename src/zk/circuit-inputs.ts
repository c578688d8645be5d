/** Signal name → value, as snarkjs takes it. */
export type CircuitInputs = Record<string, unknown>;

/** What a prover is given: the circuit's inputs, and its public signals among them in order. */
export interface ProofInputs {
  readonly inputs: CircuitInputs;
  readonly publicSignals: readonly bigint[];
}

/** The octets' bits, most significant first, followed by zeros up to `octets`. */
export function messageBits(message: Uint8Array, octets: number): number[] {
  return Array.from({ length: 8 * octets }, (_, i) => ((message[i >> 3] ?? 0) >> (7 - (i & 7))) & 1);
}

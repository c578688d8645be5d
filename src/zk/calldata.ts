import type { Groth16Proof } from 'snarkjs';

/** a[2], b[2][2] with the imaginary part first, c[2]: a proof as the verifier contract takes it (EIP-197's order). */
export function proofPoints({ pi_a: a, pi_b: b, pi_c: c }: Groth16Proof): readonly bigint[] {
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]].map(BigInt);
}

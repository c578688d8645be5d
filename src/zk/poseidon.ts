import { poseidon2, poseidon3, poseidon4, poseidon5 } from 'poseidon-lite';

/** Order of BN254's scalar field: every value of the protocol that a circuit handles is below it. */
export const FIELD_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

const permutations: Record<number, (inputs: bigint[]) => bigint> = {
  2: poseidon2,
  3: poseidon3,
  4: poseidon4,
  5: poseidon5,
};

/**
 * Poseidon over BN254's scalar field with circomlib's constants, 2 to 5 inputs (what Solidity can verify at a bearable price).
 * @throws RangeError when an input is negative or not below {@link FIELD_MODULUS}: reducing it silently would give two inputs one hash.
 */
export function poseidon(...inputs: bigint[]): bigint {
  const permutation = permutations[inputs.length];
  if (permutation === undefined) throw new RangeError(`Poseidon takes 2 to 5 inputs, got ${inputs.length}`);
  for (const input of inputs) {
    if (input < 0n || input >= FIELD_MODULUS) throw new RangeError(`Poseidon input ${input} is not a field element`);
  }
  return permutation(inputs);
}

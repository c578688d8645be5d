/**
 * circuits: counts, beside those of others; proof: compile, prove and count here; prover: prove again and again, verify; gas: call the
 * contracts; rsp: download profiles.
 */
export const benchParts = ['circuits', 'proof', 'prover', 'gas', 'rsp'] as const;
export type BenchPart = (typeof benchParts)[number];

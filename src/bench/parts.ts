/** circuits: counts beside those of others; proof: compile, prove and count here; gas: call the contracts. */
export const benchParts = ['circuits', 'proof', 'gas'] as const;
export type BenchPart = (typeof benchParts)[number];

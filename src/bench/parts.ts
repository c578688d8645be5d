/** circuits: counts beside those of others; proof: compile, prove and count here; gas: call the contracts; rsp: download profiles. */
export const benchParts = ['circuits', 'proof', 'gas', 'rsp'] as const;
export type BenchPart = (typeof benchParts)[number];

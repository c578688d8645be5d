/** Solidity's enum Status. */
export const Status = { Unknown: 0n, Valid: 1n, Expired: 2n, Revoked: 3n, Stale: 4n } as const;

/** Most levels of `caTree`, as circuits/certificate.circom and contracts/libraries/Limits.sol have them. */
export const CA_TREE_DEPTH = 12;
/** Most levels of the tree of revoked chips. */
export const REV_TREE_DEPTH = 24;

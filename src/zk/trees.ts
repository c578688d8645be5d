/** Off-chain mirrors of the registries' Merkle trees, and the proofs that circuits/lib/merkle takes. */
export { IndexedTree, type IndexedInsertion, type NonMembership } from './trees/indexed.ts';
export { LeanTree, type MerklePath, type Membership } from './trees/lean.ts';

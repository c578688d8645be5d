import type { TreeLeaves } from '../chain/tree-leaves.ts';
import { IndexedTree, LeanTree } from '../zk/trees.ts';
import { SdkError } from './sdk-error.ts';
import { CA_TREE_DEPTH, REV_TREE_DEPTH } from './tree-depths.ts';

/** The tree of active CAs as the chain has it. Throws SdkError where the node's answers do not fit together. */
export function caTree({ caLeaves, caRoot }: TreeLeaves): LeanTree {
  return withRoot('active CAs', new LeanTree(CA_TREE_DEPTH, caLeaves), caRoot);
}

/** The tree of revoked chips as the chain has it. Throws SdkError where the node's answers do not fit together. */
export function revocationTree({ revokedChips, revRoot }: TreeLeaves): IndexedTree {
  return withRoot('revoked chips', new IndexedTree(REV_TREE_DEPTH, revokedChips), revRoot);
}

/** A root that differs means that leaves and root are not of one block, or not of one version. */
function withRoot<Tree extends { readonly root: bigint }>(name: string, tree: Tree, root: bigint): Tree {
  if (tree.root === root) return tree;
  throw new SdkError(
    `The tree of ${name} has the root ${tree.root} here and ${root} on chain; the node answers from different blocks, try again or use another node`,
  );
}

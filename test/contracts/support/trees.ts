import { LeanIMT } from '@zk-kit/lean-imt';
import { poseidon } from '../../../src/zk/poseidon.ts';
import { indexedLeaf } from '../../../src/zk/values.ts';

/** zk-kit's tree with our hash: what the contracts' trees must equal. */
export const leanTree = (leaves: bigint[] = []): LeanIMT => new LeanIMT<bigint>((a, b) => poseidon(a, b), leaves);

/** The indexed tree of revoked values, written down once more by its definition: a sorted list, its elements in order of insertion. */
export class IndexedModel {
  readonly leaves: { value: bigint; next: bigint }[] = [{ value: 0n, next: 0n }];

  /** Index of the leaf with the largest value below `value`. */
  lowIndex(value: bigint): number {
    const below = this.leaves.filter((leaf) => leaf.value < value).sort((a, b) => (a.value < b.value ? 1 : -1));
    return this.leaves.indexOf(below[0]!);
  }

  insert(value: bigint): number {
    const low = this.leaves[this.lowIndex(value)]!;
    this.leaves.push({ value, next: low.next });
    low.next = value;
    return this.leaves.length - 1;
  }

  get hashes(): bigint[] {
    return this.leaves.map(({ value, next }) => indexedLeaf(value, next));
  }

  get root(): bigint {
    return leanTree(this.hashes).root;
  }
}

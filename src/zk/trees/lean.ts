import { LeanIMT } from '@zk-kit/lean-imt';
import { FIELD_MODULUS, poseidon } from '../poseidon.ts';

/** The way from a leaf to the root, as circuits/lib/merkle takes it. Arrays of the tree's greatest depth, the leaf's level first. */
export interface MerklePath {
  /** 0 where `present` is 0. */
  readonly siblings: readonly bigint[];
  /** 1 where the path's node is the right one; 0 where `present` is 0. */
  readonly bits: readonly bigint[];
  /** 0 where the node has no right sibling and passes up unchanged. */
  readonly present: readonly bigint[];
}

/** The inputs of `LeanMembership` and the root that follows from them. */
export interface Membership extends MerklePath {
  readonly leaf: bigint;
  readonly root: bigint;
}

/** A leaf that was removed. It keeps its index, which is never used again. */
const REMOVED = 0n;

/**
 * LeanIMT of Poseidon(left, right) with at most 2^depth leaves, the same as contracts/libraries/LeanTree.sol keeps on chain
 * when it is given the same operations in the same order.
 */
export class LeanTree {
  readonly depth: number;
  readonly #tree: LeanIMT;

  /**
   * @param depth - the circuit's depth, which bounds the number of leaves
   * @param leaves - in the order of their indices; 0 stands for a removed one
   * @throws RangeError when there are more than 2^depth leaves, or one is no field element
   */
  constructor(depth: number, leaves: readonly bigint[] = []) {
    if (leaves.length > 2 ** depth) {
      throw new RangeError(`a tree of depth ${depth} holds ${2 ** depth} leaves, not ${leaves.length}`);
    }
    leaves.forEach(requireFieldElement);
    this.depth = depth;
    this.#tree = new LeanIMT<bigint>((left, right) => poseidon(left, right), [...leaves]);
  }

  /** 0 while the tree is empty; the circuits refuse that root. */
  get root(): bigint {
    return this.size === 0 ? 0n : this.#tree.root;
  }

  /** Number of leaves, the removed ones included. */
  get size(): number {
    return this.#tree.size;
  }

  leafAt(index: number): bigint {
    const leaf = Number.isSafeInteger(index) && index >= 0 ? this.#tree.leaves[index] : undefined;
    if (leaf === undefined) throw new RangeError(`there is no leaf ${index}; the tree has ${this.size}`);
    return leaf;
  }

  /** @throws RangeError when the tree does not hold `leaf` */
  indexOf(leaf: bigint): number {
    const index = leaf === REMOVED ? -1 : this.#tree.indexOf(leaf);
    if (index < 0) throw new RangeError(`the tree does not hold the leaf ${leaf}`);
    return index;
  }

  /**
   * Appends a leaf and returns its index.
   * @throws RangeError when the tree is full, or `leaf` is 0 or no field element
   */
  insert(leaf: bigint): number {
    if (this.size >= 2 ** this.depth) throw new RangeError(`the tree of depth ${this.depth} is full`);
    requireFieldElement(leaf);
    if (leaf === REMOVED) throw new RangeError('0 stands for a removed leaf and cannot be inserted');
    this.#tree.insert(leaf);
    return this.size - 1;
  }

  /** Puts another leaf in the place of the one at `index`. */
  update(index: number, leaf: bigint): void {
    this.leafAt(index);
    requireFieldElement(leaf);
    this.#tree.update(index, leaf);
  }

  /** Empties the place at `index`; the other leaves keep theirs. */
  remove(index: number): void {
    this.update(index, REMOVED);
  }

  /** @throws RangeError when there is no leaf at `index`, or it was removed */
  membership(index: number): Membership {
    const leaf = this.leafAt(index);
    if (leaf === REMOVED) throw new RangeError(`leaf ${index} was removed`);
    return { leaf, root: this.root, ...this.#path(index) };
  }

  #path(index: number): MerklePath {
    const found = this.#tree.generateProof(index).siblings;
    const siblings: bigint[] = [];
    const bits: bigint[] = [];
    const present: bigint[] = [];
    let taken = 0;
    for (let level = 0; level < this.depth; level++) {
      const position = Math.floor(index / 2 ** level);
      const last = Math.floor((this.size - 1) / 2 ** level);
      const isRight = position % 2 === 1;
      const sibling = isRight || position < last ? found[taken++] : undefined;
      siblings.push(sibling ?? 0n);
      bits.push(isRight ? 1n : 0n);
      present.push(sibling === undefined ? 0n : 1n);
    }
    return { siblings, bits, present };
  }
}

function requireFieldElement(leaf: bigint): void {
  if (leaf < 0n || leaf >= FIELD_MODULUS) throw new RangeError(`leaf ${leaf} is not a field element`);
}

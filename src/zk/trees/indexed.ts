import { FIELD_MODULUS } from '../poseidon.ts';
import { indexedLeaf } from '../values.ts';
import { LeanTree, type MerklePath } from './lean.ts';

/** The inputs of `IndexedNonMembership` and the root that follows from them. */
export interface NonMembership extends MerklePath {
  /** The value that is not in the tree. */
  readonly key: bigint;
  /** The largest value below `key`, 0 when there is none. */
  readonly lowValue: bigint;
  /** The smallest value above `key`, 0 when there is none. */
  readonly lowNext: bigint;
  readonly root: bigint;
}

/** What an insertion did: the low leaf became (lowValue, value), and (value, next) was appended. */
export interface IndexedInsertion {
  readonly value: bigint;
  /** Index of the new leaf. */
  readonly index: number;
  /** Index of the leaf with the largest value below the new one: what the contract is told to spare it the search. */
  readonly lowIndex: number;
  readonly lowValue: bigint;
  /** The low leaf's former next, now the new leaf's. */
  readonly next: bigint;
}

interface Entry {
  readonly value: bigint;
  readonly index: number;
}

/**
 * Indexed Merkle tree: a {@link LeanTree} whose leaves (value, next) form a list sorted by value. Leaf 0 has value 0 from the start,
 * so every value from 1 to r - 1 that is absent has a leaf with value < it < next, or next = 0.
 */
export class IndexedTree {
  readonly #tree: LeanTree;
  /** Sorted by value; the first is 0. */
  readonly #entries: Entry[] = [{ value: 0n, index: 0 }];

  /**
   * @param depth - the circuit's depth
   * @param values - in the order they were inserted on chain, the initial 0 not among them
   */
  constructor(depth: number, values: readonly bigint[] = []) {
    this.#tree = new LeanTree(depth, [indexedLeaf(0n, 0n)]);
    for (const value of values) this.insert(value);
  }

  get root(): bigint {
    return this.#tree.root;
  }

  /** Number of leaves, leaf 0 included. */
  get size(): number {
    return this.#tree.size;
  }

  has(value: bigint): boolean {
    return this.#at(this.#lowPosition(value) + 1)?.value === value;
  }

  /** @throws RangeError when `value` is not in 1..r-1, is in the tree already, or the tree is full */
  insert(value: bigint): IndexedInsertion {
    const position = this.#positionBelow(value);
    const low = this.#entry(position);
    const next = this.#at(position + 1)?.value ?? 0n;
    const index = this.#tree.insert(indexedLeaf(value, next));
    this.#tree.update(low.index, indexedLeaf(low.value, value));
    this.#entries.splice(position + 1, 0, { value, index });
    return { value, index, lowIndex: low.index, lowValue: low.value, next };
  }

  /** @throws RangeError when `key` is not in 1..r-1 or is in the tree */
  nonMembership(key: bigint): NonMembership {
    const position = this.#positionBelow(key);
    const low = this.#entry(position);
    const lowNext = this.#at(position + 1)?.value ?? 0n;
    const { siblings, bits, present, root } = this.#tree.membership(low.index);
    return { key, lowValue: low.value, lowNext, root, siblings, bits, present };
  }

  /** Position in the list of the largest value below an absent `value`. */
  #positionBelow(value: bigint): number {
    if (value <= 0n || value >= FIELD_MODULUS) throw new RangeError(`${value} is not in 1..r-1`);
    if (this.has(value)) throw new RangeError(`the tree holds ${value}`);
    return this.#lowPosition(value);
  }

  /** Binary search for the last entry below `value`; -1 when there is none. */
  #lowPosition(value: bigint): number {
    let from = 0;
    let to = this.#entries.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#entry(middle).value < value) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }

  #at(position: number): Entry | undefined {
    return this.#entries[position];
  }

  #entry(position: number): Entry {
    const entry = this.#at(position);
    if (entry === undefined) throw new RangeError(`the list has no entry ${position}`);
    return entry;
  }
}

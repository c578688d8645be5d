import { LeanIMT } from '@zk-kit/lean-imt';
import { expect } from 'chai';
import { FIELD_MODULUS, poseidon } from '../../src/zk/poseidon.ts';
import { IndexedTree, LeanTree, type MerklePath } from '../../src/zk/trees.ts';
import { indexedLeaf } from '../../src/zk/values.ts';

/** The root, computed as the circuit does. */
function climb(leaf: bigint, { siblings, bits, present }: MerklePath): bigint {
  return present.reduce((node, isPresent, i) => {
    if (isPresent === 0n) return node;
    return bits[i] === 1n ? poseidon(siblings[i]!, node) : poseidon(node, siblings[i]!);
  }, leaf);
}

describe('LeanTree', () => {
  const leaves = Array.from({ length: 16 }, (_, i) => BigInt(i + 1) ** 20n);

  it('has the roots of @zk-kit/lean-imt, whether leaves come one by one or at once', () => {
    const reference = new LeanIMT<bigint>((left, right) => poseidon(left, right));
    const tree = new LeanTree(4);
    expect(tree.root).to.equal(0n);
    for (const [i, leaf] of leaves.entries()) {
      reference.insert(leaf);
      expect(tree.insert(leaf)).to.equal(i);
      expect(tree.root).to.equal(reference.root);
      expect(new LeanTree(4, leaves.slice(0, i + 1)).root).to.equal(reference.root);
      expect(tree.indexOf(leaf)).to.equal(i);
    }
  });

  it('proves every leaf of every size, with arrays of the full depth', () => {
    for (let size = 1; size <= leaves.length; size++) {
      const tree = new LeanTree(6, leaves.slice(0, size));
      for (let index = 0; index < size; index++) {
        const membership = tree.membership(index);
        expect(membership.leaf).to.equal(leaves[index]);
        expect(climb(membership.leaf, membership)).to.equal(tree.root).and.equal(membership.root);
        expect([membership.siblings, membership.bits, membership.present].map(({ length }) => length)).to.deep.equal([
          6, 6, 6,
        ]);
      }
    }
  });

  it('keeps places when a leaf is removed, and proves the others', () => {
    const tree = new LeanTree(4, leaves.slice(0, 7));
    tree.remove(6);
    tree.remove(2);
    expect(tree.size).to.equal(7);
    expect(tree.root).to.equal(new LeanTree(4, leaves.slice(0, 7).with(6, 0n).with(2, 0n)).root);
    expect(() => tree.membership(2)).to.throw(RangeError, 'leaf 2 was removed');
    expect(() => tree.indexOf(leaves[2]!)).to.throw(RangeError, 'does not hold');
    expect(() => tree.indexOf(0n)).to.throw(RangeError, 'does not hold');
    expect(tree.insert(99n)).to.equal(7);
    for (const index of [0, 1, 3, 4, 5, 7]) {
      const membership = tree.membership(index);
      expect(climb(membership.leaf, membership)).to.equal(tree.root);
    }
  });

  it('replaces a leaf in place', () => {
    const tree = new LeanTree(4, leaves.slice(0, 5));
    tree.update(4, 77n);
    expect(tree.root).to.equal(new LeanTree(4, leaves.slice(0, 5).with(4, 77n)).root);
    expect(tree.leafAt(4)).to.equal(77n);
  });

  it('refuses more leaves than its depth holds [S7]', () => {
    const tree = new LeanTree(2, leaves.slice(0, 4));
    expect(() => tree.insert(5n)).to.throw(RangeError, 'full');
    expect(() => new LeanTree(2, leaves.slice(0, 5))).to.throw(RangeError, 'holds 4 leaves');
  });

  it('refuses leaves that are 0 or no field elements, and places that do not exist', () => {
    const tree = new LeanTree(4, leaves.slice(0, 3));
    expect(() => tree.insert(0n)).to.throw(RangeError, '0 stands for a removed leaf');
    for (const leaf of [-1n, FIELD_MODULUS]) {
      expect(() => tree.insert(leaf)).to.throw(RangeError, 'not a field element');
      expect(() => tree.update(0, leaf)).to.throw(RangeError, 'not a field element');
      expect(() => new LeanTree(4, [leaf])).to.throw(RangeError, 'not a field element');
    }
    for (const index of [-1, 3, 0.5]) {
      expect(() => tree.membership(index)).to.throw(RangeError, 'there is no leaf');
      expect(() => tree.remove(index)).to.throw(RangeError, 'there is no leaf');
    }
    expect(tree.size).to.equal(3);
  });
});

describe('IndexedTree', () => {
  const values = [500n, 3n, FIELD_MODULUS - 1n, 1n, 499n, 501n, 1n << 250n];

  it('starts with the one leaf (0, 0), below which everything is absent', () => {
    const tree = new IndexedTree(8);
    expect(tree.root).to.equal(indexedLeaf(0n, 0n));
    expect(tree.size).to.equal(1);
    expect(tree.nonMembership(5n)).to.include({ lowValue: 0n, lowNext: 0n, root: tree.root });
  });

  it('updates the low leaf, then appends the new one: what the contract does', () => {
    const tree = new IndexedTree(8);
    const mirror = new LeanTree(8, [indexedLeaf(0n, 0n)]);
    for (const value of values) {
      const { index, lowIndex, lowValue, next } = tree.insert(value);
      mirror.update(lowIndex, indexedLeaf(lowValue, value));
      expect(mirror.insert(indexedLeaf(value, next))).to.equal(index);
      expect(tree.root).to.equal(mirror.root);
    }
  });

  it('is the sorted list whatever the order of insertion, with leaves at the places of that order', () => {
    const tree = new IndexedTree(8, values);
    const sorted = [0n, ...values].sort((a, b) => (a < b ? -1 : 1));
    const leaves = [0n, ...values].map((value) => indexedLeaf(value, sorted[sorted.indexOf(value) + 1] ?? 0n));
    expect(tree.root).to.equal(new LeanTree(8, leaves).root);
    expect(tree.size).to.equal(values.length + 1);
  });

  it('proves absence by the neighbours of the key', () => {
    const tree = new IndexedTree(8, values);
    const neighbours: readonly (readonly [bigint, bigint, bigint])[] = [
      [2n, 1n, 3n],
      [4n, 3n, 499n],
      [498n, 3n, 499n],
      [502n, 501n, 1n << 250n],
      [FIELD_MODULUS - 2n, 1n << 250n, FIELD_MODULUS - 1n],
    ];
    for (const [key, lowValue, lowNext] of neighbours) {
      const proof = tree.nonMembership(key);
      expect(proof).to.include({ key, lowValue, lowNext, root: tree.root });
      expect(climb(indexedLeaf(lowValue, lowNext), proof)).to.equal(tree.root);
      expect(tree.has(key)).to.equal(false);
    }
    const last = new IndexedTree(8, [5n]).nonMembership(6n);
    expect(last).to.include({ lowValue: 5n, lowNext: 0n });
  });

  it('refuses to prove a revoked value absent, and to insert one twice [S14]', () => {
    const tree = new IndexedTree(8, values);
    const { root } = tree;
    for (const value of values) {
      expect(tree.has(value)).to.equal(true);
      expect(() => tree.nonMembership(value)).to.throw(RangeError, `the tree holds ${value}`);
      expect(() => tree.insert(value)).to.throw(RangeError, `the tree holds ${value}`);
    }
    expect(tree.root).to.equal(root);
  });

  it('refuses 0 and values that are no field elements [S14]', () => {
    const tree = new IndexedTree(8, values);
    for (const value of [0n, -1n, FIELD_MODULUS, FIELD_MODULUS + 3n]) {
      expect(() => tree.nonMembership(value)).to.throw(RangeError, 'not in 1..r-1');
      expect(() => tree.insert(value)).to.throw(RangeError, 'not in 1..r-1');
    }
  });

  it('is unchanged when it is full', () => {
    const tree = new IndexedTree(2, [7n, 8n, 9n]);
    const { root } = tree;
    expect(() => tree.insert(10n)).to.throw(RangeError, 'full');
    expect(tree.root).to.equal(root);
    expect(tree.has(10n)).to.equal(false);
  });
});

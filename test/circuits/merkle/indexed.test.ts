import { expect } from 'chai';
import { FIELD_MODULUS, poseidon } from '../../../src/zk/poseidon.ts';
import { IndexedTree, LeanTree, type NonMembership } from '../../../src/zk/trees.ts';
import { indexedLeaf, revKey } from '../../../src/zk/values.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const r = FIELD_MODULUS;
const DEPTH = 4;
/** In the order of insertion, the smallest and the largest possible value among them. */
const revoked = [1n << 200n, 1n, r - 1n, 77n, revKey(5n, 6n), 78n];

const inputs = ({ root: _, ...rest }: NonMembership) => rest;

/** The leaves (value, next) of the tree, by index, and the tree without its bookkeeping, for paths to chosen leaves. */
function leavesOf(values: readonly bigint[]): { entries: { value: bigint; next: bigint }[]; tree: LeanTree } {
  const sorted = [0n, ...values].sort((a, b) => (a < b ? -1 : 1));
  const entries = [0n, ...values].map((value) => ({ value, next: sorted[sorted.indexOf(value) + 1] ?? 0n }));
  return {
    entries,
    tree: new LeanTree(
      DEPTH,
      entries.map(({ value, next }) => indexedLeaf(value, next)),
    ),
  };
}

describe('IndexedNonMembership', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/merkle/indexed.circom', `IndexedNonMembership(${DEPTH})`)));

  it('finds the root for absent keys between, below and above the revoked ones', async () => {
    const tree = new IndexedTree(DEPTH, revoked);
    for (const key of [2n, 76n, 79n, (1n << 200n) - 1n, (1n << 200n) + 1n, r - 2n, revKey(5n, 7n), r >> 1n]) {
      const proof = tree.nonMembership(key);
      const witness = await circuit.witness(inputs(proof));
      expect(circuit.value(witness, 'root')).to.equal(tree.root);
    }
  });

  it('finds the root of a tree in which nothing is revoked, for every key', async () => {
    const tree = new IndexedTree(DEPTH);
    for (const key of [1n, r >> 1n, r - 1n]) {
      expect(circuit.value(await circuit.witness(inputs(tree.nonMembership(key))), 'root')).to.equal(tree.root);
    }
  });

  it('pins every wire [S2]', async () => {
    for (const values of [[], revoked]) {
      const witness = await circuit.witness(inputs(new IndexedTree(DEPTH, values).nonMembership(79n)));
      expect(circuit.unpinned(witness)).to.deep.equal([]);
    }
  });

  it('never proves a revoked value absent, whichever leaf is presented as the low one [S14]', async () => {
    const { entries, tree } = leavesOf(revoked);
    expect(tree.root).to.equal(new IndexedTree(DEPTH, revoked).root);
    for (const key of revoked) {
      for (const [index, { value, next }] of entries.entries()) {
        const { siblings, bits, present } = tree.membership(index);
        const message = await circuit.refusal({ key, lowValue: value, lowNext: next, siblings, bits, present });
        expect(message, `${key} at ${index}`).to.include('StrictlyBetween');
      }
    }
  });

  it('proves an absent value with no leaf but its low one, neighbours included [S14]', async () => {
    const { entries, tree } = leavesOf(revoked);
    const proof = new IndexedTree(DEPTH, revoked).nonMembership(79n);
    for (const [index, { value, next }] of entries.entries()) {
      if (value === proof.lowValue) continue;
      const { siblings, bits, present } = tree.membership(index);
      const message = await circuit.refusal({ key: 79n, lowValue: value, lowNext: next, siblings, bits, present });
      expect(message).to.include('StrictlyBetween');
    }
  });

  it('takes a key and its alias key + r for the same wire, so a revoked key has no second form [S6][S14]', async () => {
    const proof = inputs(new IndexedTree(DEPTH, [77n]).nonMembership(78n));
    expect(await circuit.witness({ ...proof, key: 78n + r })).to.deep.equal(await circuit.witness(proof));
    expect(await circuit.refusal({ ...proof, key: 77n + r })).to.include('StrictlyBetween');
  });

  it('refuses key 0 [S14]', async () => {
    for (const values of [[], revoked]) {
      const proof = inputs(new IndexedTree(DEPTH, values).nonMembership(79n));
      for (const key of [0n, r]) expect(await circuit.refusal({ ...proof, key })).to.include('StrictlyBetween');
      expect(await circuit.refusal({ ...proof, key: 0n, lowValue: 0n, lowNext: 0n })).to.include('StrictlyBetween');
    }
  });

  it('gives another root when a low leaf is made up around a revoked key [S14]', async () => {
    const tree = new IndexedTree(DEPTH, revoked);
    const proof = inputs(tree.nonMembership(76n));
    for (const madeUp of [
      { lowValue: 76n, lowNext: 78n },
      { lowValue: 1n, lowNext: 78n },
      { lowValue: 0n, lowNext: 0n },
      { lowValue: 76n, lowNext: 0n },
    ]) {
      const witness = await circuit.witness({ ...proof, key: 77n, ...madeUp });
      expect(circuit.value(witness, 'root')).to.not.equal(tree.root);
    }
  });

  it('proves against the root before a revocation only that root [S14]', async () => {
    const tree = new IndexedTree(DEPTH, [1n, 100n]);
    const before = tree.nonMembership(50n);
    tree.insert(50n);
    const witness = await circuit.witness(inputs(before));
    expect(circuit.value(witness, 'root')).to.equal(before.root).and.not.equal(tree.root);
  });

  it('takes no node of the tree for a leaf, nor a leaf for a node [S7]', async () => {
    const { entries, tree } = leavesOf([1n, 77n, 100n]);
    const [first, second] = entries.map(({ value, next }) => indexedLeaf(value, next));
    const node = poseidon(first!, second!);
    // Two inputs: as (value, next) they hash with the domain constant, to something else than the node.
    const path = tree.membership(0);
    const asLeaf = { lowValue: first!, lowNext: 0n, key: r - 1n };
    const upper = [path.siblings[1]!, 0n, 0n, 0n];
    const flags = { bits: [0n, 0n, 0n, 0n], present: [1n, 0n, 0n, 0n] };
    const witness = await circuit.witness({ ...asLeaf, siblings: upper, ...flags });
    expect(circuit.value(witness, 'root')).to.not.equal(tree.root);
    expect(indexedLeaf(first!, second!)).to.not.equal(node);
    // A leaf at the node's level, one step nearer to the root.
    const shortened = { key: 50n, lowValue: 1n, lowNext: 77n, siblings: upper, ...flags };
    expect(circuit.value(await circuit.witness(shortened), 'root')).to.not.equal(tree.root);
  });
});

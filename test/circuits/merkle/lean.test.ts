import { expect } from 'chai';
import { FIELD_MODULUS, poseidon } from '../../../src/zk/poseidon.ts';
import { LeanTree, type Membership } from '../../../src/zk/trees.ts';
import { caLeaf } from '../../../src/zk/values.ts';
import { templateCircuit, type TemplateCircuit } from '../harness/template.ts';

const DEPTH = 4;
const leaves = Array.from({ length: 16 }, (_, i) => caLeaf(BigInt(i), 2n, 3n, 4n));
const treeOf = (size: number): LeanTree => new LeanTree(DEPTH, leaves.slice(0, size));
const inputs = ({ leaf, siblings, bits, present }: Membership) => ({ leaf, siblings, bits, present });

/** A path with one element of one array replaced. */
function withElement(membership: Membership, name: 'siblings' | 'bits' | 'present', level: number, value: bigint) {
  return { ...inputs(membership), [name]: membership[name].with(level, value) };
}

describe('LeanMembership', () => {
  let circuit: TemplateCircuit;
  before(async () => (circuit = await templateCircuit('lib/merkle/lean.circom', `LeanMembership(${DEPTH})`)));

  it('finds the root from every leaf of every tree of 1 to 16 leaves', async () => {
    for (let size = 1; size <= leaves.length; size++) {
      const tree = treeOf(size);
      for (let index = 0; index < size; index++) {
        const witness = await circuit.witness(inputs(tree.membership(index)));
        expect(circuit.value(witness, 'root'), `leaf ${index} of ${size}`).to.equal(tree.root);
      }
    }
  });

  it('finds the root beside removed leaves', async () => {
    const tree = treeOf(7);
    tree.remove(2);
    tree.remove(5);
    for (const index of [0, 1, 3, 4, 6]) {
      expect(circuit.value(await circuit.witness(inputs(tree.membership(index))), 'root')).to.equal(tree.root);
    }
  });

  it('pins every wire, also where nodes pass up [S2]', async () => {
    for (const [size, index] of [
      [1, 0],
      [5, 4],
      [7, 6],
      [16, 11],
    ] as const) {
      const membership = treeOf(size).membership(index);
      expect(circuit.unpinned(await circuit.witness(inputs(membership)))).to.deep.equal([]);
    }
  });

  it('refuses bits and present flags that are not boolean [S7]', async () => {
    const membership = treeOf(16).membership(5);
    const half = (FIELD_MODULUS + 1n) / 2n;
    for (let level = 0; level < DEPTH; level++) {
      for (const value of [2n, FIELD_MODULUS - 1n, half, 3n]) {
        for (const name of ['bits', 'present'] as const) {
          expect(await circuit.refusal(withElement(membership, name, level, value))).to.include('LeanMembership');
        }
      }
    }
  });

  it('refuses a bit or a sibling where the node passes up: one index has one encoding [S3][S7]', async () => {
    const membership = treeOf(5).membership(4);
    expect(membership.present).to.deep.equal([0n, 0n, 1n, 0n]);
    for (const level of [0, 1, 3]) {
      expect(await circuit.refusal(withElement(membership, 'bits', level, 1n))).to.include('LeanMembership');
      expect(await circuit.refusal(withElement(membership, 'siblings', level, 7n))).to.include('LeanMembership');
    }
  });

  it('refuses leaf 0: a removed leaf, and the empty tree with its root 0 [S7]', async () => {
    const nowhere = [0n, 0n, 0n, 0n];
    const empty = { leaf: 0n, siblings: nowhere, bits: nowhere, present: nowhere };
    expect(await circuit.refusal(empty)).to.include('NonZero');
    const tree = treeOf(8);
    const membership = tree.membership(3);
    tree.remove(3);
    const removed = { ...inputs(membership), leaf: 0n };
    expect(await circuit.refusal(removed)).to.include('NonZero');
  });

  it('refuses root 0 by a constraint of its own [S7]', async () => {
    const raw = await templateCircuit('lib/merkle/lean.circom', 'LeanMembership(1)', 'O0');
    const honest = await raw.witness({ leaf: 5n, siblings: [0n], bits: [0n], present: [0n] });
    expect(raw.r1cs.accepts(honest)).to.equal(true);
    const inverses = [...raw.wires.keys()].filter((name) => /^NonZero_.*\.inverse$/.test(name));
    expect(inverses).to.have.length(2);
    const zeroRoot = raw.forge(honest, { root: 0n, 'nodes[1]': 0n });
    for (const inverse of [0n, 1n, FIELD_MODULUS - 1n]) {
      const forged = raw.forge(zeroRoot, Object.fromEntries(inverses.map((name) => [name, inverse])));
      expect(raw.r1cs.accepts(forged)).to.equal(false);
    }
  });

  it('gives another root for every change of leaf, sibling, bit or present flag', async () => {
    const tree = treeOf(16);
    const membership = tree.membership(5);
    const rootOf = async (changed: object) =>
      circuit.value(await circuit.witness({ ...inputs(membership), ...changed }), 'root');
    expect(await rootOf({ leaf: membership.leaf + 1n })).to.not.equal(tree.root);
    for (let level = 0; level < DEPTH; level++) {
      expect(await rootOf(withElement(membership, 'siblings', level, 1n))).to.not.equal(tree.root);
      const flipped = withElement(membership, 'bits', level, 1n - membership.bits[level]!);
      expect(await rootOf(flipped)).to.not.equal(tree.root);
      const absent = {
        siblings: membership.siblings.with(level, 0n),
        bits: membership.bits.with(level, 0n),
        present: membership.present.with(level, 0n),
      };
      expect(await rootOf(absent)).to.not.equal(tree.root);
    }
  });

  it('reaches the root from an inner node, which is why a leaf must be a value of three inputs or more [S7]', async () => {
    const tree = treeOf(4);
    const node = poseidon(leaves[0]!, leaves[1]!);
    const other = poseidon(leaves[2]!, leaves[3]!);
    const nowhere = [0n, 0n, 0n];
    const witness = await circuit.witness({
      leaf: node,
      siblings: [other, ...nowhere],
      bits: [0n, ...nowhere],
      present: [1n, ...nowhere],
    });
    expect(circuit.value(witness, 'root')).to.equal(tree.root);
    for (const leaf of leaves) expect(leaf).to.not.equal(node);
  });
});

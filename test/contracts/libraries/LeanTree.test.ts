import { expect } from 'chai';
import fc from 'fast-check';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import type { LeanTreeHarness } from '../../../types/ethers-contracts/index.ts';
import { deploy } from '../support/deploy.ts';
import { leanTree } from '../support/trees.ts';

const DEPTH = 12;
const tree = () => deploy<LeanTreeHarness>('LeanTreeHarness');

describe('LeanTree', () => {
  it("has zk-kit's root after each insertion", async () => {
    const [ours, theirs] = [await tree(), leanTree()];
    expect(await ours.root()).to.equal(0n);
    for (let i = 1n; i <= 33n; i++) {
      expect(await ours.insert.staticCall(i, DEPTH)).to.equal(i - 1n);
      await ours.insert(i, DEPTH);
      theirs.insert(i);
      expect(await ours.root()).to.equal(theirs.root);
    }
  });

  it("has zk-kit's root after insertions, updates and removals in any order", async () => {
    const command = fc.record({ index: fc.nat(200), leaf: fc.bigInt(1n, FIELD_MODULUS - 1n), kind: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40 }), async (commands) => {
        const [ours, theirs] = [await tree(), leanTree()];
        for (const { index, leaf, kind } of commands) {
          if (kind < 2 || theirs.size === 0) {
            await ours.insert(leaf, DEPTH);
            theirs.insert(leaf);
          } else {
            const value = kind === 2 ? leaf : 0n;
            await ours.update(index % theirs.size, value);
            theirs.update(index % theirs.size, value);
          }
          expect(await ours.root()).to.equal(theirs.root);
        }
      }),
      { numRuns: 12, seed: 20260115 },
    );
  });

  it('is the same tree, at every size, over reserved storage', async () => {
    const [ours, theirs] = [await tree(), leanTree()];
    await ours.reserve(8);
    expect(await ours.root()).to.equal(0n);
    for (let i = 1n; i <= 11n; i++) {
      await ours.insert(i, DEPTH);
      theirs.insert(i);
      expect(await ours.root()).to.equal(theirs.root);
      await ours.update((i * 7n) % i, i + 50n);
      theirs.update(Number((i * 7n) % i), i + 50n);
      expect(await ours.root()).to.equal(theirs.root);
      expect([...(await ours.slice(0, 0, 100))]).to.deep.equal(theirs.leaves);
    }
  });

  it('hands out whole levels, from which every membership path of zk-kit can be read', async () => {
    for (const size of [1, 2, 3, 5, 8, 11]) {
      const [ours, theirs] = [await tree(), leanTree()];
      for (let i = 1n; i <= BigInt(size); i++) {
        await ours.insert(i, DEPTH);
        theirs.insert(i);
      }
      const levels: bigint[][] = [];
      for (let level = 0; level <= theirs.depth; level++) levels.push([...(await ours.slice(level, 0, 100))]);
      expect(levels.at(-1)).to.deep.equal([theirs.root]);
      expect(await ours.slice(theirs.depth + 1, 0, 10)).to.deep.equal([]);
      for (let index = 0; index < size; index++) {
        const siblings = levels
          .slice(0, -1)
          .map((nodes, level) => nodes[(index >> level) ^ 1])
          .filter((node) => node !== undefined);
        expect(siblings).to.deep.equal(theirs.generateProof(index).siblings);
      }
    }
  });

  it('hands out slices as far as nodes exist', async () => {
    const ours = await tree();
    expect(await ours.slice(0, 0, 5)).to.deep.equal([]);
    for (let i = 1n; i <= 5n; i++) await ours.insert(i, DEPTH);
    expect(await ours.slice(0, 1, 2)).to.deep.equal([2n, 3n]);
    expect(await ours.slice(0, 3, 100)).to.deep.equal([4n, 5n]);
    expect(await ours.slice(0, 9, 100)).to.deep.equal([]);
    expect(await ours.slice(200, 0, 100)).to.deep.equal([]);
  });

  it('is full at 2^depth leaves', async () => {
    const ours = await tree();
    for (let i = 1n; i <= 4n; i++) await ours.insert(i, 2);
    await expect(ours.insert(5n, 2)).to.be.revertedWithCustomError(ours, 'TreeFull').withArgs(2);
    await ours.insert(5n, 3);
  });

  it('refuses leaf 0 on insertion, and leaves that are no field elements [S7]', async () => {
    const ours = await tree();
    for (const leaf of [0n, FIELD_MODULUS, FIELD_MODULUS + 1n]) {
      await expect(ours.insert(leaf, DEPTH)).to.be.revertedWithCustomError(ours, 'NotInField').withArgs(leaf);
    }
    await ours.insert(FIELD_MODULUS - 1n, DEPTH);
    await expect(ours.update(0, FIELD_MODULUS)).to.be.revertedWithCustomError(ours, 'NotInField');
  });

  it('refuses to replace a leaf that does not exist', async () => {
    const ours = await tree();
    await expect(ours.update(0, 1n)).to.be.revertedWithCustomError(ours, 'IndexOutOfRange').withArgs(0, 0);
    await ours.insert(1n, DEPTH);
    await expect(ours.update(1, 1n)).to.be.revertedWithCustomError(ours, 'IndexOutOfRange').withArgs(1, 1);
  });
});

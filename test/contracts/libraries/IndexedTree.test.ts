import { expect } from 'chai';
import fc from 'fast-check';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import type { IndexedTreeHarness } from '../../../types/ethers-contracts/index.ts';
import { deploy } from '../support/deploy.ts';
import { IndexedModel } from '../support/trees.ts';

const tree = (depth: number) => deploy<IndexedTreeHarness>('IndexedTreeHarness', depth);

describe('IndexedTree', () => {
  it('equals a sorted list hashed anew, for any values in any order', async () => {
    const values = fc.uniqueArray(fc.oneof(fc.bigInt(1n, FIELD_MODULUS - 1n), fc.bigInt(1n, 30n)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(values, async (list) => {
        const [ours, model] = [await tree(10), new IndexedModel()];
        for (const value of list) {
          await ours.insert(value, model.lowIndex(value), 10);
          model.insert(value);
          expect(await ours.root()).to.equal(model.root);
        }
      }),
      { numRuns: 8, seed: 20260115 },
    );
  });

  it('accepts exactly one leaf as the low leaf of a value', async () => {
    const [ours, model] = [await tree(10), new IndexedModel()];
    for (const value of [50n, 20n, 80n, 60n]) {
      await ours.insert(value, model.lowIndex(value), 10);
      model.insert(value);
    }
    for (const value of [1n, 19n, 21n, 49n, 55n, 61n, 79n, 81n]) {
      for (let low = 0; low < model.leaves.length; low++) {
        if (low === model.lowIndex(value)) expect(await ours.insert.staticCall(value, low, 10)).to.equal(5n);
        else await expect(ours.insert(value, low, 10)).to.be.revertedWithCustomError(ours, 'LowLeafMismatch');
      }
    }
    // A listed value has no low leaf at all.
    for (const value of [20n, 50n, 60n, 80n]) {
      for (let low = 0; low < model.leaves.length; low++) {
        await expect(ours.insert(value, low, 10)).to.be.revertedWithCustomError(ours, 'LowLeafMismatch');
      }
    }
  });

  it('is full at 2^depth leaves, the first one included', async () => {
    const ours = await tree(1);
    await ours.insert(5n, 0, 1);
    await expect(ours.insert(6n, 1, 1))
      .to.be.revertedWithCustomError(ours, 'TreeFull')
      .withArgs(1);
  });
});

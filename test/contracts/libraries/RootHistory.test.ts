import { expect } from 'chai';
import type { RootHistoryHarness } from '../../../types/ethers-contracts/index.ts';
import { loadFixture, time } from '../support/chain.ts';
import { deploy } from '../support/deploy.ts';

const [HOUR, BUMP] = [3600, 300];

async function fixture() {
  const history = await deploy<RootHistoryHarness>('RootHistoryHarness');
  await history.set(1n);
  return history;
}

const latest = async () => BigInt(await time.latest());

describe('RootHistory', () => {
  it('takes the current root for ever, however idle the tree is [S36]', async () => {
    const history = await loadFixture(fixture);
    await time.increase(100 * 365 * 86400);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
    expect(await history.isRecent(1n, 0, 0)).to.equal(true);
  });

  it('counts the window from when a root was superseded, not from when it was made [S36]', async () => {
    const history = await loadFixture(fixture);
    await time.increase(86400);
    await history.set(2n);
    const superseded = await latest();
    await time.increaseTo(superseded + 3600n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
    await time.increaseTo(superseded + 3601n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(false);
  });

  it('takes no superseded root with a window of 0 after its own second [S36]', async () => {
    const history = await loadFixture(fixture);
    await history.set(2n);
    await time.increase(1);
    expect(await history.isRecent(1n, 0, 0)).to.equal(false);
  });

  it('takes neither 0 nor a root that never was [S7]', async () => {
    const history = await deploy<RootHistoryHarness>('RootHistoryHarness');
    expect(await history.isRecent(0n, HOUR, BUMP)).to.equal(false);
    await history.set(1n);
    expect(await history.isRecent(0n, HOUR, BUMP)).to.equal(false);
    expect(await history.isRecent(9n, HOUR, BUMP)).to.equal(false);
  });

  it('takes a root that a bump superseded for the short window only [S36]', async () => {
    const history = await loadFixture(fixture);
    await history.bump(2n);
    const bumped = await latest();
    await time.increaseTo(bumped + 300n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
    await time.increaseTo(bumped + 301n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(false);
  });

  it('counts the short window from the first bump after a root: later bumps do not prolong it [S36]', async () => {
    const history = await loadFixture(fixture);
    await history.set(2n);
    await time.increase(1000);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
    await history.bump(3n);
    const bumped = await latest();
    await time.increase(200);
    await history.bump(4n);
    await time.increaseTo(bumped + 300n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
    await time.increaseTo(bumped + 301n);
    for (const root of [1n, 2n]) expect(await history.isRecent(root, HOUR, BUMP)).to.equal(false);
    expect(await history.isRecent(3n, HOUR, BUMP)).to.equal(true);
  });

  it('gives a bump no more than what is left of the hour', async () => {
    const history = await loadFixture(fixture);
    await history.set(2n);
    const superseded = await latest();
    await time.increaseTo(superseded + 3500n);
    await history.bump(3n);
    await time.increaseTo(superseded + 3601n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(false);
    expect(await history.isRecent(2n, HOUR, BUMP)).to.equal(true);
  });

  it('takes a root that came back as the current one, and counts anew when it goes again', async () => {
    const history = await loadFixture(fixture);
    await history.set(2n);
    await time.increase(7200);
    await history.set(1n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
    await history.set(3n);
    expect(await history.isRecent(1n, HOUR, BUMP)).to.equal(true);
  });
});

import { expect } from 'chai';
import type { Provider } from 'ethers';
import { ChainError } from '../../src/chain/chain-error.ts';
import { pinFinalisedBlock } from '../../src/chain/pinned-block.ts';
import { proofChain } from '../../src/chain/proof-chain.ts';
import { addAnchor } from '../contracts/support/certificates.ts';
import { ethers, loadFixture, time } from '../contracts/support/chain.ts';
import { deploySystem } from '../contracts/support/deploy.ts';

const HOUR = 3600;

async function fixture() {
  const system = await deploySystem();
  await addAnchor(system);
  return system;
}

describe('proofChain', () => {
  it('answers for the block it is pinned to, whatever came after [S36]', async () => {
    const { registry, revocations, ...system } = await loadFixture(fixture);
    const contracts = { certificates: registry, revocations };
    const first = await registry.caRoot();
    const before = proofChain(contracts, await pinFinalisedBlock(ethers.provider));
    await addAnchor({ ...system, registry, revocations }, 'another');
    const second = await registry.caRoot();
    const after = proofChain(contracts, await pinFinalisedBlock(ethers.provider));
    expect([await before.isRecentCaRoot(first), await before.isRecentCaRoot(second)]).to.deep.equal([true, false]);
    expect([await after.isRecentCaRoot(first), await after.isRecentCaRoot(second)]).to.deep.equal([true, true]);
    await time.increase(HOUR + 1);
    const later = proofChain(contracts, await pinFinalisedBlock(ethers.provider));
    expect([await later.isRecentCaRoot(first), await later.isRecentCaRoot(second)]).to.deep.equal([false, true]);
    expect(later.timestamp).to.equal(BigInt(await time.latest()));
  });

  it('knows roots of chips and of revocations, and none that never was [S14] [S37]', async () => {
    const { registry, revocations, revoker } = await loadFixture(fixture);
    const contracts = { certificates: registry, revocations };
    const at = async () => proofChain(contracts, await pinFinalisedBlock(ethers.provider));
    const old = await revocations.revRoot();
    expect(await (await at()).isRecentRevRoot(old)).to.equal(true);
    await revocations.connect(revoker).revokeChips([5n], [0n]);
    expect(await (await at()).isRecentRevRoot(await revocations.revRoot())).to.equal(true);
    expect(await (await at()).isRecentRevRoot(old)).to.equal(true);
    await time.increase(301);
    expect(await (await at()).isRecentRevRoot(old)).to.equal(false);
    for (const ask of ['isRecentCaRoot', 'isRecentChipRoot', 'isRecentRevRoot'] as const) {
      expect([await (await at())[ask](0n), await (await at())[ask](77n)]).to.deep.equal([false, false]);
    }
  });
});

describe('pinFinalisedBlock', () => {
  const latest = { number: 7, timestamp: 1_768_435_259 };
  const node = (finalised: () => Promise<unknown>): Provider =>
    ({
      getBlock: (tag: string) => (tag === 'finalized' ? finalised() : Promise.resolve(latest)),
      getNetwork: () => Promise.resolve({ chainId: 5n }),
    }) as unknown as Provider;
  const answers = [
    () => Promise.resolve(null),
    () => Promise.reject(Object.assign(new Error('could not coalesce error'), { error: { code: -39001 } })),
    () => Promise.reject(Object.assign(new Error('finalized block not found'), { code: -32000 })),
  ];

  it('says where a chain finalises nothing, and takes the latest block only when told to', async () => {
    for (const answer of answers) {
      const failure: unknown = await pinFinalisedBlock(node(answer)).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ChainError);
      expect(String(failure)).to.match(/knows no finalised block/);
      expect(await pinFinalisedBlock(node(answer), { orLatest: true })).to.deep.equal({
        number: 7,
        chainId: 5n,
        timestamp: 1_768_435_259n,
        proofTime: 1_768_435_200n,
      });
    }
  });

  it('takes the finalised block where there is one, whatever it was told', async () => {
    const final = { number: 3, timestamp: 1_768_435_000 };
    for (const orLatest of [false, true]) {
      const block = await pinFinalisedBlock(
        node(() => Promise.resolve(final)),
        { orLatest },
      );
      expect(block).to.include({ number: 3, timestamp: 1_768_435_000n });
    }
  });

  it('does not take a node that does not answer for one without finality', async () => {
    const fault = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const failure: unknown = await pinFinalisedBlock(
      node(() => Promise.reject(fault)),
      { orLatest: true },
    ).catch((error: unknown) => error);
    expect(failure).to.equal(fault);
  });
});

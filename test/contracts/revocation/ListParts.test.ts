import { expect } from 'chai';
import { recordId } from '../../../src/zk/values.ts';
import { addAnchor } from '../support/certificates.ts';
import { ethers, loadFixture } from '../support/chain.ts';
import { crl, entriesOf, issuerOf, nameOf } from '../support/crls.ts';
import { deploySystem } from '../support/deploy.ts';

const MAX_PART = 24_575;

async function fixture() {
  const system = await deploySystem();
  const ci = await addAnchor(system);
  return { ...system, ci, issuer: issuerOf(ci) };
}

describe('ListParts', () => {
  let system: Awaited<ReturnType<typeof fixture>>;
  beforeEach(async () => (system = await loadFixture(fixture)));

  /** Keeps octets in parts of `size`. */
  async function stage(octets: Uint8Array, size = MAX_PART): Promise<string[]> {
    const places: string[] = [];
    for (let from = 0; from < octets.length; from += size) {
      const part = octets.subarray(from, from + size);
      await system.parts.connect(system.stranger).stage(part);
      places.push(await system.parts.placeOf(part));
    }
    return places;
  }

  describe('stage', () => {
    it('keeps octets behind an octet 0, as code that does nothing', async () => {
      const { parts, stranger } = system;
      for (const part of ['0x00', '0xff', `0x${'5a'.repeat(MAX_PART)}`]) {
        const place = await parts.placeOf(part);
        await expect(parts.stage(part))
          .to.emit(parts, 'PartStaged')
          .withArgs(place, part.length / 2 - 1);
        expect(await ethers.provider.getCode(place)).to.equal(`0x00${part.slice(2)}`);
        expect(await stranger.call({ to: place, data: '0x1234' })).to.equal('0x');
      }
    });

    it('keeps the same octets once, whoever brings them', async () => {
      const { parts, stranger, other } = system;
      await parts.connect(stranger).stage('0x1234');
      await expect(parts.connect(other).stage('0x1234')).not.to.emit(parts, 'PartStaged');
      expect(await parts.connect(other).stage.staticCall('0x1234')).to.equal(await parts.placeOf('0x1234'));
    });

    it('says so when the gas did not suffice to keep a part: none passes for kept', async () => {
      const { parts } = system;
      const part = `0x${'5a'.repeat(MAX_PART)}`;
      const gasLimit = ((await parts.stage.estimateGas(part)) * 99n) / 100n;
      await expect(parts.stage(part, { gasLimit }))
        .to.be.revertedWithCustomError(parts, 'PartNotStaged')
        .withArgs(MAX_PART);
      expect(await ethers.provider.getCode(await parts.placeOf(part))).to.equal('0x');
    });

    it('refuses nothing, and more than code may be [S41]', async () => {
      const { parts } = system;
      expect(await parts.MAX_PART()).to.equal(BigInt(MAX_PART));
      for (const part of ['0x', `0x${'00'.repeat(MAX_PART + 1)}`]) {
        const size = part.length / 2 - 1;
        await expect(parts.stage(part)).to.be.revertedWithCustomError(parts, 'PartSize').withArgs(size, MAX_PART);
        await expect(parts.placeOf(part)).to.be.revertedWithCustomError(parts, 'PartSize').withArgs(size, MAX_PART);
      }
    });
  });

  describe('a list in parts', () => {
    const listed = Array.from({ length: 8 }, (_, i) => BigInt(i + 500));

    it('goes in like one that is given whole, and goes on from parts or without [S41]', async () => {
      const { lists, registry, ci, issuer } = system;
      const der = crl(ci.key, { serialNumbers: listed });
      const [hash, rest] = [nameOf(der), entriesOf(listed)];
      const each = rest.length / 8;
      const places = await stage(der, 100);
      expect(places.length).to.be.greaterThan(2);
      await expect(lists.submitStaged(issuer, places, 3, []))
        .to.emit(lists, 'CrlInserted')
        .withArgs(hash, 3, 5 * each);
      const from = Buffer.from(der).indexOf(rest) + 3 * each;
      await expect(lists.continueStaged(hash, places, from, 5 * each, 2, []))
        .to.emit(lists, 'CrlInserted')
        .withArgs(hash, 2, 3 * each);
      await lists.continueCrl(hash, rest.subarray(5 * each), 2, []);
      await lists.continueStaged(hash, await stage(rest.subarray(7 * each)), 0, each, 2, []);
      for (const serial of listed) {
        expect((await registry.recordAt(recordId(ci.key.hash, serial))).state).to.equal(1n);
      }
    });

    it('refuses parts that are missing, in another order, of another list, and ranges beyond them', async () => {
      const { lists, ci, issuer, stranger } = system;
      const der = crl(ci.key, { serialNumbers: listed });
      const places = await stage(der, 100);
      const nobody = await stranger.getAddress();
      await expect(lists.submitStaged(issuer, [...places, nobody], 3, []))
        .to.be.revertedWithCustomError(lists, 'PartMissing')
        .withArgs(nobody);
      await expect(lists.submitStaged(issuer, places.toReversed(), 3, [])).to.revert(ethers);
      await expect(lists.submitStaged(issuer, [], 3, [])).to.be.revertedWithCustomError(lists, 'DerTruncated');
      await lists.submitStaged(issuer, places, 3, []);
      for (const [from, octets] of [
        [0, der.length + 1],
        [der.length + 1, 0],
        [1, ethers.MaxUint256],
      ] as const) {
        await expect(lists.continueStaged(nameOf(der), places, from, octets, 3, []))
          .to.be.revertedWithCustomError(lists, 'PartRange')
          .withArgs(from, octets, der.length);
      }
      await expect(lists.continueStaged(nameOf(der), places, 0, der.length, 3, [])).to.be.revertedWithCustomError(
        lists,
        'CrlRestMismatch',
      );
    });
  });
});

import { expect } from 'chai';
import { anchorRecordId, anchorRevKey, caLeaf, encodeMeta, keyHash, Role } from '../../../src/zk/values.ts';
import {
  addAnchor,
  CA_FLAGS,
  certificate,
  key,
  NOT_AFTER,
  prove,
  register,
  registerLine,
} from '../support/certificates.ts';
import { ethers, loadFixture, otherChain, time } from '../support/chain.ts';
import { provePossession, registerChip } from '../support/chips.ts';
import { deploy, deploySystem, Realm } from '../support/deploy.ts';
import { Status } from '../support/status.ts';
import { leanTree } from '../support/trees.ts';

/** Order of P-256's field. */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;

const fixture = () => deploySystem();

async function lineFixture() {
  const system = await deploySystem();
  return { ...system, ...(await registerLine(system)) };
}

describe('CertificateRegistry: anchors', () => {
  describe('addAnchor', () => {
    it('computes key hash and leaf, numbers its anchors, and says so', async () => {
      const { registry, governance } = await loadFixture(fixture);
      const own = key('ci');
      for (const anchorId of [1n, 2n]) {
        const hash = keyHash(own);
        const rev = anchorRevKey(hash, anchorId);
        const leaf = caLeaf(hash, encodeMeta(Role.Ci, CA_FLAGS, NOT_AFTER), rev, 0n);
        await expect(registry.connect(governance).addAnchor(own.x, own.y, NOT_AFTER, CA_FLAGS))
          .to.emit(registry, 'AnchorAdded')
          .withArgs(leaf, anchorId, hash, rev, NOT_AFTER, CA_FLAGS)
          .and.to.emit(registry, 'CaLeafSet')
          .withArgs(anchorId - 1n, leaf);
        expect(await registry.isValid(leaf)).to.equal(Status.Valid);
        expect(await registry.keyHashOf(leaf)).to.equal(hash);
        const { id, record } = await registry.recordOf(leaf);
        expect(id).to.equal(rev & ((1n << 128n) - 1n));
        expect(record).to.deep.equal([0n, NOT_AFTER, 0n, anchorId - 1n, BigInt(Role.Ci), BigInt(CA_FLAGS), 0n, 1n]);
      }
      expect(await registry.caTreeSize()).to.equal(2n);
    });

    it('refuses a key off the curve, infinity, and coordinates not below the field order [S12]', async () => {
      const { registry, governance } = await loadFixture(fixture);
      const { x, y } = key('ci');
      const wrong: [bigint, bigint][] = [
        [0n, 0n],
        [x, y + 1n],
        [x, 0n],
        [x + P > ethers.MaxUint256 ? ethers.MaxUint256 : x + P, y],
        [P, y],
      ];
      for (const [badX, badY] of wrong) {
        await expect(registry.connect(governance).addAnchor(badX, badY, NOT_AFTER, CA_FLAGS))
          .to.be.revertedWithCustomError(registry, 'KeyInvalid')
          .withArgs(badX, badY);
      }
    });

    it('refuses flags without a meaning and an end in the past', async () => {
      const { registry, governance } = await loadFixture(fixture);
      const { x, y } = key('ci');
      const governed = registry.connect(governance);
      await expect(governed.addAnchor(x, y, NOT_AFTER, 0x10))
        .to.be.revertedWithCustomError(registry, 'FlagsInvalid')
        .withArgs(0x10);
      const past = BigInt(await time.latest()) - 1n;
      await expect(governed.addAnchor(x, y, past, CA_FLAGS))
        .to.be.revertedWithCustomError(registry, 'CertificateExpired')
        .withArgs(past);
    });

    it('refuses one that was revoked in advance [S37]', async () => {
      const { registry, revocations, governance, revoker } = await loadFixture(fixture);
      const own = key('ci');
      const rev = anchorRevKey(own.hash, 1n);
      await revocations.connect(revoker).revokeCertificates([anchorRecordId(rev)]);
      await expect(registry.connect(governance).addAnchor(own.x, own.y, NOT_AFTER, CA_FLAGS))
        .to.be.revertedWithCustomError(registry, 'CertificateIsRevoked')
        .withArgs(rev);
      expect(await registry.caTreeSize()).to.equal(0n);
    });

    it('takes the published SGP.26 test key in a test realm and refuses it in production, by its hash', async () => {
      const x = 0x940657a673dc288f89d52ea8a47704992791f9c34b0036e633e2d0cba9454d65n;
      const y = 0xdb32eb17981799d2f24388ee2b95c1094546c97901ceaeba9650919a2e20d229n;
      const test = await loadFixture(fixture);
      await test.registry.connect(test.governance).addAnchor(x, y, NOT_AFTER, CA_FLAGS);
      const production = await deploySystem(Realm.Production);
      const governed = production.registry.connect(production.governance);
      await expect(governed.addAnchor(x, y, NOT_AFTER, CA_FLAGS))
        .to.be.revertedWithCustomError(production.registry, 'TestKeyRefused')
        .withArgs(keyHash({ x, y }));
      await addAnchor(production);
    });
  });

  describe('removeAnchor', () => {
    it('takes the anchor out of the tree and turns its whole line to Revoked at once [S37]', async () => {
      const { registry, revoker, ci, subCi, eum, server } = await loadFixture(lineFixture);
      await expect(registry.connect(revoker).removeAnchor(ci.leaf))
        .to.emit(registry, 'AnchorRemoved')
        .withArgs(ci.leaf)
        .and.to.emit(registry, 'CaLeafSet')
        .withArgs(0, 0);
      for (const { leaf } of [ci, subCi, eum, server]) expect(await registry.isValid(leaf)).to.equal(Status.Revoked);
      expect(await registry.caNodes(0, 0, 10)).to.deep.equal([0n, subCi.leaf, eum.leaf]);
      expect(await registry.caRoot()).to.equal(leanTree([0n, subCi.leaf, eum.leaf]).root);
    });

    it('refuses an unknown leaf, a leaf that is no anchor, and a second removal', async () => {
      const { registry, revoker, ci, subCi, server } = await loadFixture(lineFixture);
      const governed = registry.connect(revoker);
      for (const leaf of [5n, subCi.leaf, server.leaf]) {
        await expect(governed.removeAnchor(leaf))
          .to.be.revertedWithCustomError(registry, 'AnchorUnknown')
          .withArgs(leaf);
      }
      await governed.removeAnchor(ci.leaf);
      await expect(governed.removeAnchor(ci.leaf)).to.be.revertedWithCustomError(registry, 'AnchorUnknown');
    });

    it('leaves another anchor and its line alone, also one with the same key', async () => {
      const system = await loadFixture(lineFixture);
      const { registry, revoker, ci } = system;
      const twin = await addAnchor(system);
      const subCi = certificate(twin, Role.SubCi);
      await register(system, subCi);
      await registry.connect(revoker).removeAnchor(ci.leaf);
      await registry.sweep(100);
      expect(await registry.isValid(twin.leaf)).to.equal(Status.Valid);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Valid);
      expect(await registry.caNodes(0, 0, 10)).to.deep.equal([0n, 0n, 0n, twin.leaf, subCi.leaf]);
    });
  });

  describe('sweep', () => {
    it('removes what stands below a removed anchor, step by step; meanwhile no chip registers [S37] [S41]', async () => {
      const system = await loadFixture(lineFixture);
      const { registry, revoker, ci, stranger } = system;
      await addAnchor(system, 'another');
      await registry.connect(revoker).removeAnchor(ci.leaf);
      expect(await registry.sweepState()).to.deep.equal([0n, 4n]);
      await expect(registerChip(system, 77n, 78n))
        .to.be.revertedWithCustomError(registry, 'SweepIncomplete')
        .withArgs(0, 4);

      expect(await registry.connect(stranger).sweep.staticCall(2)).to.equal(false);
      await expect(registry.connect(stranger).sweep(2)).to.emit(registry, 'Swept').withArgs(2, 4);
      const [, , eum] = await registry.caNodes(0, 0, 3);
      expect(await registry.caNodes(0, 0, 2)).to.deep.equal([0n, 0n]);
      expect(eum).to.not.equal(0n);
      await expect(registerChip(system, 77n, 78n)).to.be.revertedWithCustomError(registry, 'SweepIncomplete');

      expect(await registry.sweep.staticCall(ethers.MaxUint256)).to.equal(true);
      await registry.sweep(ethers.MaxUint256);
      expect(await registry.sweepState()).to.deep.equal([4n, 4n]);
      const another = await registry.caNodes(0, 3, 1);
      expect(await registry.caNodes(0, 0, 4)).to.deep.equal([0n, 0n, 0n, another[0]]);
      await registerChip(system, 77n, 78n);
      await expect(registry.sweep(1)).to.be.revertedWithCustomError(registry, 'NothingToSweep');
    });

    it('begins anew when another CA falls while it is under way', async () => {
      const system = await loadFixture(lineFixture);
      const { registry, revoker, ci } = system;
      const other = await addAnchor(system, 'another');
      const below = certificate(other, Role.Eum);
      await register(system, below);
      await registry.connect(revoker).removeAnchor(ci.leaf);
      await registry.sweep(4);
      await registry.connect(revoker).removeAnchor(other.leaf);
      expect(await registry.sweepState()).to.deep.equal([0n, 5n]);
      await registry.sweep(5);
      expect(await registry.caRoot()).to.equal(leanTree([0n, 0n, 0n, 0n, 0n]).root);
    });

    it('gives what fell no time: roots since the removal end with it, however late the sweep [S36]', async () => {
      const system = await loadFixture(lineFixture);
      const { registry, revoker, ci, stranger } = system;
      await registry.connect(revoker).removeAnchor(ci.leaf);
      const orphans = await registry.caRoot();
      await time.increase(86_400);
      await registry.connect(stranger).sweep(10);
      expect(await registry.isRecentCaRoot(orphans)).to.equal(false);
      const proof = await prove(system, stranger, 77n, { caRoot: orphans, nullifier: 78n });
      const possession = await provePossession(system, 78n, 77n);
      await expect(registry.connect(stranger).registerChip(proof, possession, 77n, 78n))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(orphans);
    });

    it('leaves roots since the removal five minutes from the removal, inclusive [S36]', async () => {
      const system = await loadFixture(lineFixture);
      const { registry, revoker, ci } = system;
      await registry.connect(revoker).removeAnchor(ci.leaf);
      const removedAt = await time.latest();
      const orphans = await registry.caRoot();
      await time.increase(200);
      await registry.sweep(10);
      await time.increaseTo(removedAt + 300);
      expect(await registry.isRecentCaRoot(orphans)).to.equal(true);
      await time.increaseTo(removedAt + 301);
      expect(await registry.isRecentCaRoot(orphans)).to.equal(false);
    });

    it('gives no time by another removal or a new CA in between either [S36]', async () => {
      const system = await loadFixture(lineFixture);
      const { registry, revoker, ci } = system;
      const other = await addAnchor(system, 'another');
      await registry.connect(revoker).removeAnchor(ci.leaf);
      const roots = [await registry.caRoot()];
      await time.increase(3_600);
      await register(system, certificate(other, Role.Eum));
      roots.push(await registry.caRoot());
      await time.increase(600);
      await registry.sweep(2);
      roots.push(await registry.caRoot());
      await registry.connect(revoker).removeAnchor(other.leaf);
      roots.push(await registry.caRoot());
      await registry.sweep(10);
      for (const root of roots) expect(await registry.isRecentCaRoot(root)).to.equal(false);
      // The sweep is over: the next removal starts a time of its own.
      const third = await addAnchor(system, 'third');
      const current = await registry.caRoot();
      await registry.connect(revoker).removeAnchor(third.leaf);
      expect(await registry.isRecentCaRoot(current)).to.equal(true);
    });

    it('is not needed, and open, where the tree is sound', async () => {
      const { registry } = await loadFixture(lineFixture);
      expect(await registry.sweepState()).to.deep.equal([0n, 0n]);
      await expect(registry.sweep(1)).to.be.revertedWithCustomError(registry, 'NothingToSweep');
    });

    it('keeps the root as it is when it finds nothing to remove', async () => {
      const system = await loadFixture(fixture);
      const { registry, revoker } = system;
      const ci = await addAnchor(system);
      const other = await addAnchor(system, 'another');
      await registry.connect(revoker).removeAnchor(ci.leaf);
      const root = await registry.caRoot();
      await registry.sweep(10);
      expect(await registry.caRoot()).to.equal(root);
      expect(await registry.isValid(other.leaf)).to.equal(Status.Valid);
    });
  });

  it('belongs to one realm with its router, and to no test realm off the test chains', async () => {
    const { manager, router, revocations } = await loadFixture(fixture);
    const addresses = [await manager.getAddress(), await router.getAddress(), await revocations.getAddress()] as const;
    const errors = await ethers.getContractAt('CertificateRegistry', addresses[0]);
    await expect(deploy('CertificateRegistry', addresses[0], Realm.Production, addresses[1], addresses[2]))
      .to.be.revertedWithCustomError(errors, 'RealmMismatch')
      .withArgs(addresses[1]);

    const mainnet = await otherChain(1);
    const [signer] = await mainnet.ethers.getSigners();
    const libraries = { PoseidonNodes: signer!.address, PoseidonValues: signer!.address };
    const factory = await mainnet.ethers.getContractFactory('CertificateRegistry', { libraries });
    await expect(factory.deploy(signer!, Realm.Test, signer!, signer!))
      .to.be.revertedWithCustomError(factory, 'NotATestChain')
      .withArgs(1);
    await mainnet.close();
  });
});

import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { Role } from '../../../src/zk/values.ts';
import type { CertificateRegistry, RevocationRegistry } from '../../../types/ethers-contracts/index.ts';
import { addAnchor, certificate, NOT_AFTER, register, registerLine } from '../support/certificates.ts';
import { ethers, loadFixture, time } from '../support/chain.ts';
import { registerChip } from '../support/chips.ts';
import { deploy, deploySystem, Realm } from '../support/deploy.ts';
import { Status } from '../support/status.ts';
import { IndexedModel, leanTree } from '../support/trees.ts';

const BATCH = 16;

async function fixture() {
  const system = await deploySystem();
  const line = await registerLine(system);
  return { ...system, ...line, revoking: system.revocations.connect(system.revoker) };
}

describe('RevocationRegistry', () => {
  describe('setCertificates', () => {
    it('names the registry of certificates once, and only one that names it back', async () => {
      const { manager, router, registry, revocations } = await loadFixture(fixture);
      const fresh = await deploy<RevocationRegistry>('RevocationRegistry', manager);
      await expect(fresh.setCertificates(registry))
        .to.be.revertedWithCustomError(fresh, 'NotOurRegistry')
        .withArgs(await registry.getAddress());
      const other = await deploy<CertificateRegistry>('CertificateRegistry', manager, Realm.Test, router, fresh);
      await expect(fresh.setCertificates(other))
        .to.emit(fresh, 'CertificatesSet')
        .withArgs(await other.getAddress());
      await expect(fresh.setCertificates(other))
        .to.be.revertedWithCustomError(fresh, 'CertificatesAlreadySet')
        .withArgs(await other.getAddress());
      expect(await revocations.certificates()).to.equal(await registry.getAddress());
    });

    it('comes before any revocation of certificates: none may be missed by their records', async () => {
      const { manager } = await loadFixture(fixture);
      const fresh = await deploy<RevocationRegistry>('RevocationRegistry', manager);
      const selector = fresh.interface.getFunction('revokeCertificates').selector;
      await manager.setTargetFunctionRole(fresh, [selector], await manager.PUBLIC_ROLE());
      await expect(fresh.revokeCertificates([1n])).to.be.revertedWithCustomError(fresh, 'CertificatesNotSet');
    });
  });

  describe('revokeCertificates', () => {
    it('turns the record to Revoked and takes a CA out of the tree at once [S37]', async () => {
      const { registry, revoking, ci, subCi, eum, server } = await loadFixture(fixture);
      await expect(revoking.revokeCertificates([eum.id]))
        .to.emit(registry, 'RecordRevoked')
        .withArgs(eum.id)
        .and.to.emit(registry, 'CaLeafSet')
        .withArgs(2, 0);
      expect((await registry.recordAt(eum.id)).state).to.equal(1n);
      expect(await registry.isValid(eum.leaf)).to.equal(Status.Revoked);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
      expect(await registry.caRoot()).to.equal(leanTree([ci.leaf, subCi.leaf, 0n]).root);
      // No CA stands below an EUM: nothing to sweep.
      expect(await registry.sweepState()).to.deep.equal([0n, 0n]);
    });

    it('revokes servers without touching the tree of CAs', async () => {
      const { registry, revoking, server } = await loadFixture(fixture);
      const root = await registry.caRoot();
      await revoking.revokeCertificates([server.id]);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Revoked);
      expect(await registry.caRoot()).to.equal(root);
      expect(await registry.isRecentCaRoot(root)).to.equal(true);
    });

    it('starts a sweep when a sub-CI falls, so that what stands below follows [S37]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revoking, subCi, ci } = system;
      await revoking.revokeCertificates([subCi.id]);
      await expect(registerChip(system, 1n, 2n)).to.be.revertedWithCustomError(registry, 'SweepIncomplete');
      await registry.sweep(100);
      expect(await registry.caNodes(0, 0, 9)).to.deep.equal([ci.leaf, 0n, 0n]);
      await registerChip(system, 1n, 2n);
    });

    it('works in advance: a certificate not registered yet cannot be any more [S37]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revoking, subCi } = system;
      const server = certificate(subCi, Role.DpPb);
      await revoking.revokeCertificates([server.id]);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Unknown);
      await expect(register(system, server))
        .to.be.revertedWithCustomError(registry, 'CertificateIsRevoked')
        .withArgs(server.revKey);
    });

    it('is for good: a revoked certificate does not register again with a fresh proof or another leaf [S37]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revoking, revoker, ci, subCi } = system;
      await revoking.revokeCertificates([subCi.id]);
      await expect(register(system, subCi)).to.be.revertedWithCustomError(registry, 'CertificateIsRevoked');
      await registry.connect(revoker).removeAnchor(ci.leaf);
      const again = await addAnchor(system);
      const subCiAgain = certificate(again, Role.SubCi, { serialNumber: subCi.serialNumber, key: subCi.key });
      await expect(register(system, subCiAgain)).to.be.revertedWithCustomError(registry, 'CertificateIsRevoked');
      await expect(revoking.revokeCertificates([subCi.id])).not.to.emit(registry, 'RecordRevoked');
    });

    it('has no way back in its interface [S37]', async () => {
      const { revocations, registry } = await loadFixture(fixture);
      const names = [...revocations.interface.fragments, ...registry.interface.fragments].flatMap((fragment) =>
        'name' in fragment ? [String(fragment.name)] : [],
      );
      expect(names.filter((name) => /unrevoke|reinstate|restore|unmark/i.test(name))).to.deep.equal([]);
    });

    it('takes an anchor by the id of its record, like its removal', async () => {
      const { registry, revoking, revoker, ci, server } = await loadFixture(fixture);
      await revoking.revokeCertificates([ci.id]);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Revoked);
      expect(await registry.sweepState()).to.deep.equal([0n, 3n]);
      await expect(registry.connect(revoker).removeAnchor(ci.leaf)).to.be.revertedWithCustomError(
        registry,
        'AnchorUnknown',
      );
    });

    it('takes a CA that fell out of the tree before', async () => {
      const { registry, revoking, revoker, ci, eum } = await loadFixture(fixture);
      await registry.connect(revoker).removeAnchor(ci.leaf);
      await registry.sweep(9);
      const root = await registry.caRoot();
      await revoking.revokeCertificates([eum.id]);
      expect(await registry.caRoot()).to.equal(root);
    });

    it('passes over what a batch names twice or what is revoked already: lists repeat what their predecessors named [S41]', async () => {
      const { registry, revoking, eum, server } = await loadFixture(fixture);
      await revoking.revokeCertificates([eum.id, server.id, eum.id]);
      await revoking.revokeCertificates([server.id]);
      const logs = await registry.queryFilter(registry.filters.RecordRevoked());
      expect(logs.map(({ args }) => args.id)).to.deep.equal([eum.id, server.id]);
    });

    it('refuses empty and oversized batches [S41]', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      const limit = Number(await revocations.MAX_CERTIFICATES());
      const many = Array.from({ length: limit + 1 }, (_, i) => BigInt(i + 1));
      for (const ids of [[], many]) {
        await expect(revoking.revokeCertificates(ids))
          .to.be.revertedWithCustomError(revocations, 'BatchSize')
          .withArgs(ids.length, limit);
      }
      await revoking.revokeCertificates(many.slice(0, limit));
    });

    it('reaches the records through the registry of revocations alone [S34]', async () => {
      const { registry, revoker, server } = await loadFixture(fixture);
      await expect(registry.connect(revoker).markRevoked([server.id]))
        .to.be.revertedWithCustomError(registry, 'NotRevocationRegistry')
        .withArgs(await revoker.getAddress());
    });
  });

  describe('revokeChips', () => {
    it('keeps a sorted list in an indexed tree, whatever the order of revocation', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      const model = new IndexedModel();
      expect(await revocations.revRoot()).to.equal(model.root);
      for (const value of [500n, 100n, 900n, 300n, 301n, FIELD_MODULUS - 1n, 1n]) {
        const low = model.lowIndex(value);
        const index = model.insert(value);
        await expect(revoking.revokeChips([value], [low]))
          .to.emit(revocations, 'ChipRevoked')
          .withArgs(value, index);
        expect(await revocations.revRoot()).to.equal(model.root);
        expect(await revocations.chipRevokedAt(value)).to.equal(BigInt(await time.latest()));
      }
      expect(await revocations.revTreeSize()).to.equal(8n);
      expect(await revocations.revLeaves(0, 100)).to.deep.equal(model.leaves.map(({ value, next }) => [value, next]));
      expect(await revocations.revLeaves(2, 3)).to.deep.equal(
        model.leaves.slice(2, 5).map(({ value, next }) => [value, next]),
      );
      expect(await revocations.revLeaves(9, 3)).to.deep.equal([]);
      expect(await revocations.revNodes(0, 0, 100)).to.deep.equal(model.hashes);
      expect(await revocations.revNodes(3, 0, 1)).to.deep.equal([model.root]);
    });

    it('takes batches with hints for each step', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      const model = new IndexedModel();
      const values = Array.from({ length: BATCH }, (_, i) => ((BigInt(i) * 7919n) % 101n) + 1n);
      const hints = values.map((value) => {
        const low = model.lowIndex(value);
        model.insert(value);
        return low;
      });
      const before = await revocations.revRoot();
      await revoking.revokeChips(values, hints);
      expect(await revocations.revRoot()).to.equal(model.root);
      expect(await revocations.isRecentRevRoot(before)).to.equal(true);
      await time.increase(301);
      expect(await revocations.isRecentRevRoot(before)).to.equal(false);
      expect(await revocations.isRecentRevRoot(model.root)).to.equal(true);
    });

    it('refuses a hint that is not the low leaf, and an index beyond the tree', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      await revoking.revokeChips([100n, 200n], [0, 1]);
      // Too low, too high, the value itself.
      await expect(revoking.revokeChips([150n], [0]))
        .to.be.revertedWithCustomError(revocations, 'LowLeafMismatch')
        .withArgs(150n, 0, 0n, 100n);
      await expect(revoking.revokeChips([150n], [2]))
        .to.be.revertedWithCustomError(revocations, 'LowLeafMismatch')
        .withArgs(150n, 2, 200n, 0n);
      await expect(revoking.revokeChips([150n], [3]))
        .to.be.revertedWithCustomError(revocations, 'IndexOutOfRange')
        .withArgs(3, 3);
      await revoking.revokeChips([150n], [1]);
    });

    it('refuses what is revoked already, and duplicates inside a batch, all or nothing [S41]', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      await revoking.revokeChips([100n], [0]);
      await expect(revoking.revokeChips([100n], [0]))
        .to.be.revertedWithCustomError(revocations, 'AlreadyRevoked')
        .withArgs(100n);
      const root = await revocations.revRoot();
      await expect(revoking.revokeChips([200n, 200n], [1, 1])).to.be.revertedWithCustomError(
        revocations,
        'AlreadyRevoked',
      );
      expect(await revocations.revRoot()).to.equal(root);
    });

    it('refuses 0, what is no field element, wrong numbers of hints and of keys [S41]', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      for (const value of [0n, FIELD_MODULUS, ethers.MaxUint256]) {
        await expect(revoking.revokeChips([value], [0]))
          .to.be.revertedWithCustomError(revocations, 'NotInField')
          .withArgs(value);
      }
      await expect(revoking.revokeChips([1n, 2n], [0]))
        .to.be.revertedWithCustomError(revocations, 'HintCount')
        .withArgs(2, 1);
      const many = Array.from({ length: BATCH + 1 }, (_, i) => BigInt(i + 1));
      await expect(
        revoking.revokeChips(
          many,
          many.map(() => 0),
        ),
      ).to.be.revertedWithCustomError(revocations, 'BatchSize');
      await expect(revoking.revokeChips([], [])).to.be.revertedWithCustomError(revocations, 'BatchSize');
    });

    it('needs no registered chip, and keeps chips and certificates apart [S37]', async () => {
      const { registry, revocations, revoking, server } = await loadFixture(fixture);
      await revoking.revokeChips([server.revKey], [0]);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
      await revoking.revokeCertificates([server.id]);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Revoked);
      expect(await revocations.chipRevokedAt(server.revKey)).to.be.greaterThan(0n);
    });

    it('stays within the gas cap of a transaction with a full batch [S41]', async () => {
      const { revocations, revoking } = await loadFixture(fixture);
      for (let round = 0n; round < 8n; round++) {
        const first = Number(round) * BATCH;
        const values = Array.from({ length: BATCH }, (_, i) => round * 16n + BigInt(i) + 1n);
        const receipt = await (
          await revoking.revokeChips(
            values,
            values.map((_, i) => first + i),
          )
        ).wait();
        expect(receipt!.gasUsed).to.be.lessThan(16_777_216n);
      }
      expect(await revocations.revTreeSize()).to.equal(129n);
    });
  });

  it('revokes while registrations are paused [S42]', async () => {
    const system = await loadFixture(fixture);
    const { registry, guardian, revoker, revoking, server, ci, subCi } = system;
    await registry.connect(guardian).pause(BigInt(await time.latest()) + 86400n);
    await expect(register(system, certificate(ci, Role.DpPb))).to.be.revertedWithCustomError(registry, 'PausedUntil');
    await revoking.revokeCertificates([server.id]);
    await revoking.revokeChips([5n], [0]);
    await registry.connect(revoker).removeAnchor(ci.leaf);
    await registry.sweep(9);
    expect(await registry.isValid(subCi.leaf)).to.equal(Status.Revoked);
    expect(NOT_AFTER).to.be.greaterThan(BigInt(await time.latest()));
  });
});

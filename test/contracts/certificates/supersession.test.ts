import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { revokeBinding, vetoBinding } from '../../../src/zk/values.ts';
import { addAnchor, prove } from '../support/certificates.ts';
import { ethers, loadFixture, time } from '../support/chain.ts';
import { chainId, type HolderSignals, proveVeto, provePossession, registerChip, vetoChip } from '../support/chips.ts';
import { deploySystem, REVOCATION, type System } from '../support/deploy.ts';
import { leanTree } from '../support/trees.ts';

const DELAY = 72n * 3600n;
const REVOKE_WINDOW = 300n;
const [LEAF, NEXT, NULLIFIER] = [1n, 3n, 2n];

/** A registered chip between two others. */
async function registered() {
  const system = await deploySystem();
  await addAnchor(system);
  await registerChip(system, 101n, 102n);
  await registerChip(system, LEAF, NULLIFIER);
  await registerChip(system, 103n, 104n);
  return system;
}

/** Another leaf waits to replace its own. */
async function pending() {
  const system = await registered();
  await registerChip(system, NEXT, NULLIFIER);
  const pendingFrom = BigInt(await time.latest()) + DELAY;
  return { ...system, pendingFrom, holder: system.registry.connect(system.stranger) };
}

/** A chip's leaf and the members of its entry, the pending leaf last; without the block from which on it may sign. */
async function entryOf({ registry }: Pick<System, 'registry'>, nullifier: bigint): Promise<bigint[]> {
  const { entry, leaf } = await registry.chip(nullifier);
  return [leaf, entry.index, entry.generation, entry.pendingFrom, entry.vetoes, entry.pendingLeaf];
}

describe("CertificateRegistry: supersession of a chip's leaf", () => {
  describe('registerChip', () => {
    it('lets another leaf wait for 72 hours and leaves the present one where it is', async () => {
      const system = await loadFixture(registered);
      const { registry } = system;
      const root = await registry.chipRoot();
      const attempt = registerChip(system, NEXT, NULLIFIER);
      await attempt;
      const pendingFrom = BigInt(await time.latest()) + DELAY;
      await expect(attempt)
        .to.emit(registry, 'ChipSupersessionPending')
        .withArgs(NULLIFIER, NEXT, pendingFrom)
        .and.not.to.emit(registry, 'ChipRegistered');
      expect(await entryOf(system, NULLIFIER)).to.deep.equal([LEAF, 1n, 1n, pendingFrom, 0n, NEXT]);
      expect(await registry.chipRoot()).to.equal(root);
      expect(await registry.chipTreeSize()).to.equal(3n);
    });

    it('refuses the leaf with which the chip is registered', async () => {
      const system = await loadFixture(registered);
      await expect(registerChip(system, LEAF, NULLIFIER))
        .to.be.revertedWithCustomError(system.registry, 'ChipAlreadyRegistered')
        .withArgs(NULLIFIER);
    });

    it('refuses a second pending leaf, the same and another, also when the first is due [S33]', async () => {
      const system = await loadFixture(pending);
      const { registry, pendingFrom } = system;
      for (const wait of [1n, DELAY]) {
        await time.increase(wait);
        for (const leaf of [NEXT, NEXT + 1n]) {
          await expect(registerChip(system, leaf, NULLIFIER))
            .to.be.revertedWithCustomError(registry, 'SupersessionPending')
            .withArgs(NULLIFIER, pendingFrom);
        }
      }
      expect((await registry.chip(NULLIFIER)).entry.pendingLeaf).to.equal(NEXT);
    });

    it('refuses a pending leaf that is 0 or not below the modulus [S7]', async () => {
      const system = await loadFixture(registered);
      await expect(registerChip(system, 0n, NULLIFIER))
        .to.be.revertedWithCustomError(system.registry, 'NotInField')
        .withArgs(0n);
      await expect(registerChip(system, FIELD_MODULUS, NULLIFIER)).to.be.revertedWithCustomError(
        system.router,
        'SignalNotInField',
      );
    });

    it("asks for the chip's signature now: who merely kept the certificate replaces nobody [S33]", async () => {
      const system = await loadFixture(registered);
      const { registry, other } = system;
      const proof = await prove(system, other, NEXT, { nullifier: NULLIFIER });
      // What the chip signed when it registered first.
      const possession = await provePossession(system, NULLIFIER, NEXT, { generation: 0n });
      await expect(
        registry.connect(other).registerChip(proof, possession, NEXT, NULLIFIER),
      ).to.be.revertedWithCustomError(registry, 'ProofRefused');
    });
  });

  describe('activateChip', () => {
    it('refuses a second before its time and takes it from then on, from anybody', async () => {
      const { registry, other, pendingFrom } = await loadFixture(pending);
      await time.setNextBlockTimestamp(pendingFrom - 1n);
      await expect(registry.connect(other).activateChip(NULLIFIER))
        .to.be.revertedWithCustomError(registry, 'SupersessionPending')
        .withArgs(NULLIFIER, pendingFrom);
      await time.setNextBlockTimestamp(pendingFrom);
      await expect(registry.connect(other).activateChip(NULLIFIER))
        .to.emit(registry, 'ChipSuperseded')
        .withArgs(NULLIFIER, NEXT, 1);
    });

    it('puts the leaf into the same place, as the next generation, and leaves the others alone [S34]', async () => {
      const system = await loadFixture(pending);
      const { registry, pendingFrom } = system;
      await time.increaseTo(pendingFrom);
      await registry.activateChip(NULLIFIER);
      expect(await entryOf(system, NULLIFIER)).to.deep.equal([NEXT, 1n, 2n, 0n, 0n, 0n]);
      expect(await registry.chipNodes(0, 0, 10)).to.deep.equal([101n, NEXT, 103n]);
      expect(await registry.chipRoot()).to.equal(leanTree([101n, NEXT, 103n]).root);
      expect(await entryOf(system, 102n)).to.deep.equal([101n, 0n, 1n, 0n, 0n, 0n]);
      expect(await entryOf(system, 104n)).to.deep.equal([103n, 2n, 1n, 0n, 0n, 0n]);
    });

    it('leaves the old root five minutes, and roots of before no longer either [S36]', async () => {
      const { registry, pendingFrom, ...system } = await loadFixture(pending);
      const before = await registry.chipRoot();
      await time.increaseTo(pendingFrom);
      await registerChip({ registry, ...system }, 105n, 106n);
      const old = await registry.chipRoot();
      await registry.activateChip(NULLIFIER);
      const activated = BigInt(await time.latest());
      await time.increaseTo(activated + REVOKE_WINDOW);
      for (const root of [before, old]) expect(await registry.isRecentChipRoot(root)).to.equal(true);
      await time.increaseTo(activated + REVOKE_WINDOW + 1n);
      for (const root of [before, old]) expect(await registry.isRecentChipRoot(root)).to.equal(false);
      expect(await registry.isRecentChipRoot(await registry.chipRoot())).to.equal(true);
    });

    it('is for what is pending: nothing, not twice, and nothing of a chip that is not registered', async () => {
      const { registry, pendingFrom } = await loadFixture(pending);
      for (const nullifier of [102n, 999n, 0n]) {
        await expect(registry.activateChip(nullifier))
          .to.be.revertedWithCustomError(registry, 'NothingPending')
          .withArgs(nullifier);
      }
      await time.increaseTo(pendingFrom);
      await registry.activateChip(NULLIFIER);
      await expect(registry.activateChip(NULLIFIER)).to.be.revertedWithCustomError(registry, 'NothingPending');
    });

    it('lets a chip change hands again and again, each time with 72 hours and a veto', async () => {
      const system = await loadFixture(registered);
      const { registry } = system;
      for (let generation = 1n; generation < 4n; generation++) {
        await registerChip(system, 500n + generation, NULLIFIER);
        await vetoChip(system, NULLIFIER);
        await registerChip(system, 600n + generation, NULLIFIER);
        await expect(registry.activateChip(NULLIFIER)).to.be.revertedWithCustomError(registry, 'SupersessionPending');
        await time.increase(DELAY);
        await registry.activateChip(NULLIFIER);
        expect(await entryOf(system, NULLIFIER)).to.deep.equal([600n + generation, 1n, generation + 1n, 0n, 0n, 0n]);
      }
      // Back to a leaf of before, whose root was superseded long ago: it counts from now.
      await registerChip(system, LEAF, NULLIFIER);
      await time.increase(DELAY);
      await registry.activateChip(NULLIFIER);
      expect(await registry.chipRoot()).to.equal(leanTree([101n, LEAF, 103n]).root);
      expect(await registry.isRecentChipRoot(await registry.chipRoot())).to.equal(true);
    });
  });

  describe('vetoChip', () => {
    it('has the binding of the prover [S32]', async () => {
      const { registry } = await loadFixture(registered);
      const expected = vetoBinding(await chainId(), await registry.getAddress(), LEAF, 7n);
      expect(await registry.vetoBinding(LEAF, 7n)).to.equal(expected);
      expect(expected).to.be.lessThan(1n << 248n);
    });

    it("takes the pending leaf away, whoever sends the holder's proof", async () => {
      const system = await loadFixture(pending);
      const { registry, other, pendingFrom } = system;
      const root = await registry.chipRoot();
      await expect(registry.connect(other).vetoChip(NULLIFIER, await proveVeto(system, NULLIFIER)))
        .to.emit(registry, 'ChipSupersessionVetoed')
        .withArgs(NULLIFIER, NEXT);
      expect(await entryOf(system, NULLIFIER)).to.deep.equal([LEAF, 1n, 1n, 0n, 1n, 0n]);
      expect(await registry.chipRoot()).to.equal(root);
      await time.increaseTo(pendingFrom);
      await expect(registry.activateChip(NULLIFIER)).to.be.revertedWithCustomError(registry, 'NothingPending');
    });

    it('is good once in a generation: the next pending leaf, newly signed by the chip, comes into force [S33]', async () => {
      const system = await loadFixture(pending);
      const { registry, stranger } = system;
      const signedBefore = await provePossession(system, NULLIFIER, NEXT);
      await vetoChip(system, NULLIFIER);
      const proof = await prove(system, stranger, NEXT, { nullifier: NULLIFIER });
      await expect(
        registry.connect(stranger).registerChip(proof, signedBefore, NEXT, NULLIFIER),
      ).to.be.revertedWithCustomError(registry, 'PossessionTooEarly');
      await registerChip(system, NEXT, NULLIFIER);
      await expect(vetoChip(system, NULLIFIER)).to.be.revertedWithCustomError(registry, 'VetoUsed').withArgs(NULLIFIER);
      await time.increase(DELAY);
      await registry.activateChip(NULLIFIER);
      expect(await entryOf(system, NULLIFIER)).to.deep.equal([NEXT, 1n, 2n, 0n, 0n, 0n]);
    });

    it('may come late, as long as nobody has activated', async () => {
      const system = await loadFixture(pending);
      const { registry, pendingFrom } = system;
      await time.increaseTo(pendingFrom + 1n);
      await vetoChip(system, NULLIFIER);
      expect((await registry.chip(NULLIFIER)).leaf).to.equal(LEAF);
    });

    it('is for what is pending: not in advance, not twice', async () => {
      const system = await loadFixture(registered);
      const { registry } = system;
      for (const nullifier of [NULLIFIER, 999n]) {
        await expect(vetoChip(system, nullifier))
          .to.be.revertedWithCustomError(registry, 'NothingPending')
          .withArgs(nullifier);
      }
      await registerChip(system, NEXT, NULLIFIER);
      const proof = await proveVeto(system, NULLIFIER);
      await registry.vetoChip(NULLIFIER, proof);
      await expect(registry.vetoChip(NULLIFIER, proof)).to.be.revertedWithCustomError(registry, 'NothingPending');
    });

    it("is the present holder's: neither the next one's nor another chip's [S34]", async () => {
      const system = await loadFixture(pending);
      const { registry } = system;
      const address = await registry.getAddress();
      for (const leaf of [NEXT, 101n]) {
        for (const own of [LEAF, leaf]) {
          const binding = vetoBinding(await chainId(), address, own, 1n);
          const proof = await proveVeto(system, NULLIFIER, { leaf, binding });
          await expect(registry.vetoChip(NULLIFIER, proof)).to.be.revertedWithCustomError(registry, 'ProofRefused');
        }
      }
      // Another chip's holder has what is pending for his own chip, and vetoes that alone.
      await registerChip(system, 107n, 102n);
      const others = await proveVeto(system, 102n);
      await expect(registry.vetoChip(NULLIFIER, others)).to.be.revertedWithCustomError(registry, 'ProofRefused');
      await registry.vetoChip(102n, others);
      expect((await registry.chip(NULLIFIER)).entry.pendingLeaf).to.equal(NEXT);
    });

    it('is refused for another generation, chain, registry or purpose, and with its revKey shown [S32]', async () => {
      const system = await loadFixture(pending);
      const { registry, revocations } = system;
      const [id, address] = [await chainId(), await registry.getAddress()];
      const changes: Partial<HolderSignals>[] = [
        { binding: vetoBinding(id, address, LEAF, 2n) },
        { binding: vetoBinding(id + 1n, address, LEAF, 1n) },
        { binding: vetoBinding(id, await revocations.getAddress(), LEAF, 1n) },
        { binding: revokeBinding(id, address, LEAF) },
        { binding: await registry.possessionBinding(LEAF, 1n, 0n, (await ethers.provider.getBlockNumber()) - 1) },
        { revKey: 55n },
      ];
      for (const change of changes) {
        const proof = await proveVeto(system, NULLIFIER, change);
        await expect(registry.vetoChip(NULLIFIER, proof)).to.be.revertedWithCustomError(registry, 'ProofRefused');
      }
      const proof = { ...(await proveVeto(system, NULLIFIER)), version: 2 };
      await expect(registry.vetoChip(NULLIFIER, proof))
        .to.be.revertedWithCustomError(system.router, 'VersionUnknown')
        .withArgs(REVOCATION, 2);
    });

    it('of an earlier generation is worth nothing to the next: who was replaced is not heard [S32]', async () => {
      const system = await loadFixture(pending);
      const { registry, pendingFrom } = system;
      const unused = await proveVeto(system, NULLIFIER);
      await time.increaseTo(pendingFrom);
      await registry.activateChip(NULLIFIER);
      await registerChip(system, LEAF, NULLIFIER);
      await expect(registry.vetoChip(NULLIFIER, unused)).to.be.revertedWithCustomError(registry, 'ProofRefused');
      // Not even when the very leaf is back.
      await time.increase(DELAY);
      await registry.activateChip(NULLIFIER);
      await registerChip(system, NEXT, NULLIFIER);
      await expect(registry.vetoChip(NULLIFIER, unused)).to.be.revertedWithCustomError(registry, 'ProofRefused');
      await vetoChip(system, NULLIFIER);
    });

    it('is refused against a revocation root that is no longer recent: a revoked chip has no holder who is heard [S36]', async () => {
      const system = await loadFixture(pending);
      const { registry, revocations, revoker } = system;
      const proof = await proveVeto(system, NULLIFIER);
      await revocations.connect(revoker).revokeChips([5n], [0]);
      await time.increase(REVOKE_WINDOW + 1n);
      await expect(registry.vetoChip(NULLIFIER, proof))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(proof.revRoot);
      await expect(registry.vetoChip(NULLIFIER, await proveVeto(system, NULLIFIER, { revRoot: 0n })))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(0n);
      await vetoChip(system, NULLIFIER);
    });
  });

  it('stands still while registration is paused, but the present holder is heard [S42]', async () => {
    const system = await loadFixture(pending);
    const { registry, guardian, pendingFrom } = system;
    const until = pendingFrom + 86_400n;
    await registry.connect(guardian).pause(until);
    await time.increaseTo(pendingFrom);
    for (const attempt of [() => registerChip(system, 7n, 8n), () => registry.activateChip(NULLIFIER)]) {
      await expect(attempt()).to.be.revertedWithCustomError(registry, 'PausedUntil').withArgs(until);
    }
    await vetoChip(system, NULLIFIER);
    expect((await registry.chip(NULLIFIER)).entry.pendingFrom).to.equal(0n);
  });

  it('goes on after a pause', async () => {
    const { registry, guardian, pendingFrom } = await loadFixture(pending);
    const until = pendingFrom + 86_400n;
    await registry.connect(guardian).pause(until);
    await time.increaseTo(until + 1n);
    await registry.activateChip(NULLIFIER);
    expect((await registry.chip(NULLIFIER)).leaf).to.equal(NEXT);
  });
});

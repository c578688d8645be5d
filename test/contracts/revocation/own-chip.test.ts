import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import {
  chipLeaf,
  encodeMeta,
  holder,
  nullifier,
  revKey,
  revokeBinding,
  Role,
  vetoBinding,
} from '../../../src/zk/values.ts';
import type { RevocationRegistry } from '../../../types/ethers-contracts/index.ts';
import { addAnchor, certificate, key, NOT_AFTER, register } from '../support/certificates.ts';
import { loadFixture, time } from '../support/chain.ts';
import { chainId, type HolderSignals, proveRevocation, registerChip, revokeOwnChip } from '../support/chips.ts';
import { deploy, deploySystem } from '../support/deploy.ts';
import { IndexedModel } from '../support/trees.ts';

const EID = '89049032123451234512345678901235';

/** A chip of the EUM, with values as they are. */
function chipOf(eumKeyHash: bigint, serialNumber: bigint) {
  const ownKey = key(`chip ${serialNumber}`);
  const own = revKey(eumKeyHash, serialNumber);
  const leafFor = (holderSecret: bigint) =>
    chipLeaf(ownKey.hash, encodeMeta(Role.Euicc, 0, NOT_AFTER), own, holder(holderSecret, EID));
  return { revKey: own, nullifier: nullifier(ownKey.hash, own), leafFor, leaf: leafFor(1n) };
}

async function fixture() {
  const system = await deploySystem();
  const eum = certificate(await addAnchor(system), Role.Eum);
  await register(system, eum);
  const [chip, victim] = [chipOf(eum.keyHash, 1n), chipOf(eum.keyHash, 2n)];
  for (const { leaf, nullifier: own } of [chip, victim]) await registerChip(system, leaf, own);
  return { ...system, chip, victim };
}

describe('RevocationRegistry: revokeOwnChip', () => {
  it('puts the revKey that the holder shows into the tree, whoever sends his proof [S37]', async () => {
    const system = await loadFixture(fixture);
    const { revocations, other, chip } = system;
    const proof = await proveRevocation(system, chip.leaf, chip.revKey);
    await expect(revocations.connect(other).revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, proof, 0))
      .to.emit(revocations, 'ChipRevoked')
      .withArgs(chip.revKey, 1);
    const model = new IndexedModel();
    model.insert(chip.revKey);
    expect(await revocations.revRoot()).to.equal(model.root);
    expect(await revocations.chipRevokedAt(chip.revKey)).to.equal(BigInt(await time.latest()));
  });

  it('leaves the old root five minutes, as every revocation does [S36]', async () => {
    const system = await loadFixture(fixture);
    const { revocations, chip } = system;
    const old = await revocations.revRoot();
    await revokeOwnChip(system, chip.nullifier, chip.leaf, chip.revKey, 0);
    const revokedAt = await time.latest();
    await time.increaseTo(revokedAt + 300);
    expect(await revocations.isRecentRevRoot(old)).to.equal(true);
    await time.increaseTo(revokedAt + 301);
    expect(await revocations.isRecentRevRoot(old)).to.equal(false);
  });

  it("has the prover's binding, of 248 bits, another for each chain and registry [S32]", async () => {
    const { manager, revocations, chip } = await loadFixture(fixture);
    const expected = revokeBinding(await chainId(), await revocations.getAddress(), chip.leaf);
    expect(await revocations.revokeBinding(chip.leaf)).to.equal(expected);
    expect(expected).to.be.lessThan(1n << 248n);
    const again = await deploy<RevocationRegistry>('RevocationRegistry', manager);
    expect(await again.revokeBinding(chip.leaf)).to.not.equal(expected);

    expect(revokeBinding(1337n, await revocations.getAddress(), chip.leaf)).to.not.equal(expected);
  });

  describe('refuses', () => {
    it("an invented leaf with somebody else's revKey inside: anybody can open what he made up [S33] [S34]", async () => {
      const system = await loadFixture(fixture);
      const { revocations, chip, victim } = system;
      const invented = victim.leafFor(666n);
      // Under the victim's nullifier, under the attacker's own, and under one that is not registered.
      for (const [claimed, present] of [
        [victim.nullifier, victim.leaf],
        [chip.nullifier, chip.leaf],
        [999n, 0n],
      ] as const) {
        await expect(revokeOwnChip(system, claimed, invented, victim.revKey, 0))
          .to.be.revertedWithCustomError(revocations, 'NotPresentLeaf')
          .withArgs(claimed, invented, present);
      }
      // And his own leaf opens to his own revKey only.
      const proof = await proveRevocation(system, chip.leaf, chip.revKey);
      await expect(
        revocations.revokeOwnChip(chip.nullifier, chip.leaf, victim.revKey, proof, 0),
      ).to.be.revertedWithCustomError(system.registry, 'ProofRefused');
      expect(await revocations.chipRevokedAt(victim.revKey)).to.equal(0n);
    });

    it('a chip that is not registered, whose leaf is 0', async () => {
      const system = await loadFixture(fixture);
      await expect(revokeOwnChip(system, 999n, 0n, 55n, 0))
        .to.be.revertedWithCustomError(system.revocations, 'NotPresentLeaf')
        .withArgs(999n, 0n, 0n);
    });

    it("another chip's nullifier", async () => {
      const system = await loadFixture(fixture);
      const { revocations, chip, victim } = system;
      await expect(revokeOwnChip(system, victim.nullifier, chip.leaf, chip.revKey, 0))
        .to.be.revertedWithCustomError(revocations, 'NotPresentLeaf')
        .withArgs(victim.nullifier, chip.leaf, victim.leaf);
    });

    it('who is to be the holder until he is, and who was it from then on', async () => {
      const system = await loadFixture(fixture);
      const { registry, revocations, chip } = system;
      const next = chip.leafFor(2n);
      await registerChip(system, next, chip.nullifier);
      await expect(revokeOwnChip(system, chip.nullifier, next, chip.revKey, 0))
        .to.be.revertedWithCustomError(revocations, 'NotPresentLeaf')
        .withArgs(chip.nullifier, next, chip.leaf);
      const unused = await proveRevocation(system, chip.leaf, chip.revKey);
      await time.increase(72 * 3600);
      await registry.activateChip(chip.nullifier);
      await expect(revocations.revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, unused, 0))
        .to.be.revertedWithCustomError(revocations, 'NotPresentLeaf')
        .withArgs(chip.nullifier, chip.leaf, next);
      await revokeOwnChip(system, chip.nullifier, next, chip.revKey, 0);
    });

    it('a proof that hides the revKey, such as that of a veto [S32]', async () => {
      const system = await loadFixture(fixture);
      const { revocations, chip } = system;
      await expect(revokeOwnChip(system, chip.nullifier, chip.leaf, 0n, 0))
        .to.be.revertedWithCustomError(revocations, 'RevKeyNotShown')
        .withArgs(chip.nullifier);
      const hidden = await proveRevocation(system, chip.leaf, 0n);
      await expect(
        revocations.revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, hidden, 0),
      ).to.be.revertedWithCustomError(system.registry, 'ProofRefused');
    });

    it('a proof for another purpose, chain, registry, leaf or root [S32]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revocations, chip, victim } = system;
      const [id, address] = [await chainId(), await revocations.getAddress()];
      const changes: Partial<HolderSignals>[] = [
        { binding: vetoBinding(id, await registry.getAddress(), chip.leaf, 1n) },
        { binding: vetoBinding(id, address, chip.leaf, 1n) },
        { binding: revokeBinding(id + 1n, address, chip.leaf) },
        { binding: revokeBinding(id, await registry.getAddress(), chip.leaf) },
        { binding: revokeBinding(id, address, victim.leaf) },
        { leaf: victim.leaf },
        { revKey: chip.revKey + 1n },
      ];
      for (const change of changes) {
        const proof = await proveRevocation(system, chip.leaf, chip.revKey, change);
        await expect(
          revocations.revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, proof, 0),
        ).to.be.revertedWithCustomError(registry, 'ProofRefused');
      }
      const proof = await proveRevocation(system, chip.leaf, chip.revKey);
      const revRoot = proof.revRoot + 1n;
      await expect(revocations.revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, { ...proof, revRoot }, 0))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(revRoot);
    });

    it('a proof against a root that was superseded too long ago [S36]', async () => {
      const system = await loadFixture(fixture);
      const { revocations, revoker, registry, chip } = system;
      const proof = await proveRevocation(system, chip.leaf, chip.revKey);
      await revocations.connect(revoker).revokeChips([5n], [0]);
      await time.increase(301);
      await expect(revocations.revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, proof, 1))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(proof.revRoot);
    });

    it('a second time, also with a proof from before the first, and a wrong place in the tree', async () => {
      const system = await loadFixture(fixture);
      const { revocations, chip } = system;
      await expect(revokeOwnChip(system, chip.nullifier, chip.leaf, chip.revKey, 1))
        .to.be.revertedWithCustomError(revocations, 'IndexOutOfRange')
        .withArgs(1, 1);
      const before = await proveRevocation(system, chip.leaf, chip.revKey);
      await revokeOwnChip(system, chip.nullifier, chip.leaf, chip.revKey, 0);
      await expect(revocations.revokeOwnChip(chip.nullifier, chip.leaf, chip.revKey, before, 0))
        .to.be.revertedWithCustomError(revocations, 'AlreadyRevoked')
        .withArgs(chip.revKey);
    });

    it('a revKey that is no field element [S23]', async () => {
      const system = await loadFixture(fixture);
      const { chip, router } = system;
      await expect(revokeOwnChip(system, chip.nullifier, chip.leaf, chip.revKey + FIELD_MODULUS, 0))
        .to.be.revertedWithCustomError(router, 'SignalNotInField')
        .withArgs(2, chip.revKey + FIELD_MODULUS);
    });

    it('everybody before the registry of certificates is named', async () => {
      const system = await loadFixture(fixture);
      const { manager, chip } = system;
      const fresh = await deploy<RevocationRegistry>('RevocationRegistry', manager);
      await expect(
        revokeOwnChip({ ...system, revocations: fresh }, chip.nullifier, chip.leaf, chip.revKey, 0),
      ).to.be.revertedWithCustomError(fresh, 'CertificatesNotSet');
    });
  });

  it('works while registration is paused and another leaf is pending [S42]', async () => {
    const system = await loadFixture(fixture);
    const { registry, revocations, guardian, chip } = system;
    await registerChip(system, chip.leafFor(2n), chip.nullifier);
    await registry.connect(guardian).pause(BigInt(await time.latest()) + 86_400n);
    await revokeOwnChip(system, chip.nullifier, chip.leaf, chip.revKey, 0);
    expect(await revocations.revTreeSize()).to.equal(2n);
  });
});

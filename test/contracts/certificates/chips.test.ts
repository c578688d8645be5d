import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { chipLeaf, encodeMeta, holder, nullifier, revKey, Role } from '../../../src/zk/values.ts';
import { addAnchor, certificate, key, NOT_AFTER, prove, provingTime, register } from '../support/certificates.ts';
import { ethers, loadFixture, networkHelpers, time } from '../support/chain.ts';
import { provePossession, registerChip } from '../support/chips.ts';
import { deploySystem, Realm } from '../support/deploy.ts';
import { leanTree } from '../support/trees.ts';

async function fixture() {
  const system = await deploySystem();
  const ci = await addAnchor(system);
  const eum = certificate(ci, Role.Eum);
  await register(system, eum);
  return { ...system, ci, eum };
}

describe('CertificateRegistry: registerChip', () => {
  it('puts the leaf into the tree and keeps its place under the nullifier', async () => {
    const system = await loadFixture(fixture);
    const { registry } = system;
    const leaves: bigint[] = [];
    for (let i = 0; i < 5; i++) {
      const [leaf, chip] = [1000n + BigInt(i), 2000n + BigInt(i)];
      expect(await registry.isRecentChipRoot(await registry.chipRoot())).to.equal(i > 0);
      await expect(registerChip(system, leaf, chip))
        .to.emit(registry, 'ChipRegistered')
        .withArgs(chip, leaf, i);
      leaves.push(leaf);
      const registeredIn = BigInt(await ethers.provider.getBlockNumber());
      expect(await registry.chip(chip)).to.deep.equal([[BigInt(i), 1n, 0n, 0n, registeredIn, 0n], leaf]);
      expect(await registry.chipRoot()).to.equal(leanTree(leaves).root);
    }
    expect(await registry.chipTreeSize()).to.equal(5n);
    expect(await registry.chipNodes(0, 0, 10)).to.deep.equal(leaves);
    expect(await registry.chip(5n)).to.deep.equal([[0n, 0n, 0n, 0n, 0n, 0n], 0n]);
  });

  it('answers that a first registration waits for nothing, and a second one does', async () => {
    const system = await loadFixture(fixture);
    const registry = system.registry.connect(system.stranger);
    const isPending = async (leaf: bigint) => {
      const proof = await prove(system, system.stranger, leaf, { nullifier: 4n });
      const possession = await provePossession(system, 4n, leaf);
      // A call is answered as of the latest block, which does not know its own hash.
      await networkHelpers.mine();
      return registry.registerChip.staticCall(proof, possession, leaf, 4n);
    };
    expect(await isPending(3n)).to.equal(false);
    await registerChip(system, 3n, 4n);
    expect(await isPending(5n)).to.equal(true);
  });

  it('keeps a superseded root for an hour [S36]', async () => {
    const system = await loadFixture(fixture);
    const { registry } = system;
    await registerChip(system, 1n, 2n);
    const old = await registry.chipRoot();
    await registerChip(system, 3n, 4n);
    const superseded = BigInt(await time.latest());
    await time.increaseTo(superseded + 3600n);
    expect(await registry.isRecentChipRoot(old)).to.equal(true);
    await time.increaseTo(superseded + 3601n);
    expect(await registry.isRecentChipRoot(old)).to.equal(false);
    expect(await registry.isRecentChipRoot(await registry.chipRoot())).to.equal(true);
  });

  it('refuses a leaf a second time under its nullifier, with fresh proofs, from anybody [S25] [S35]', async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger, other } = system;
    await registerChip(system, 1n, 2n);
    for (const sender of [stranger, other]) {
      await expect(registerChip(system, 1n, 2n, sender))
        .to.be.revertedWithCustomError(registry, 'ChipAlreadyRegistered')
        .withArgs(2n);
    }
    expect(await registry.chipTreeSize()).to.equal(1n);
    await registerChip(system, 3n, 4n);
  });

  it('gives a nullifier one place, whatever leaf comes second [S35]', async () => {
    const system = await loadFixture(fixture);
    const { registry } = system;
    await registerChip(system, 1n, 2n);
    await registerChip(system, 3n, 2n);
    expect(await registry.chipNodes(0, 0, 10)).to.deep.equal([1n]);
    expect((await registry.chip(2n)).leaf).to.equal(1n);
  });

  it('refuses nullifier 0 and one that is not below the modulus [S35]', async () => {
    const system = await loadFixture(fixture);
    await expect(registerChip(system, 1n, 0n)).to.be.revertedWithCustomError(system.registry, 'NullifierZero');
    for (const chip of [FIELD_MODULUS, FIELD_MODULUS + 2n]) {
      await expect(registerChip(system, 1n, chip))
        .to.be.revertedWithCustomError(system.router, 'SignalNotInField')
        .withArgs(4, chip);
    }
    await registerChip(system, 1n, FIELD_MODULUS - 1n);
  });

  it('refuses leaf 0 and one that is not below the modulus [S7]', async () => {
    const system = await loadFixture(fixture);
    await expect(registerChip(system, 0n, 2n))
      .to.be.revertedWithCustomError(system.registry, 'NotInField')
      .withArgs(0n);
    await expect(registerChip(system, FIELD_MODULUS + 1n, 2n)).to.be.revertedWithCustomError(
      system.router,
      'SignalNotInField',
    );
  });

  it('refuses proofs copied by another sender, and for another leaf or nullifier [S31]', async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger, other } = system;
    const proof = await prove(system, stranger, 1n, { nullifier: 2n });
    const possession = await provePossession(system, 2n, 1n);
    const attempts = [
      registry.connect(other).registerChip(proof, possession, 1n, 2n),
      registry.connect(stranger).registerChip(proof, possession, 3n, 2n),
      registry.connect(stranger).registerChip(proof, possession, 1n, 3n),
    ];
    for (const attempt of attempts) {
      await expect(attempt).to.be.revertedWithCustomError(registry, 'ProofRefused');
    }
    // Nor is the chip's signature of use to whoever proves the certificate of another leaf, his own, with it.
    const own = await prove(system, other, 3n, { nullifier: 2n });
    await expect(registry.connect(other).registerChip(own, possession, 3n, 2n)).to.be.revertedWithCustomError(
      registry,
      'ProofRefused',
    );
  });

  it("refuses a server's proof as a chip's and a chip's as a server's [S32]", async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger, ci } = system;
    const server = certificate(ci, Role.DpAuth);
    const serverProof = await prove(system, stranger, server.leaf);
    const possession = await provePossession(system, 5n, server.leaf);
    await expect(
      registry.connect(stranger).registerChip(serverProof, possession, server.leaf, 5n),
    ).to.be.revertedWithCustomError(registry, 'ProofRefused');
    const chipProof = await prove(system, stranger, server.leaf, { nullifier: 5n });
    await expect(registry.connect(stranger).register(chipProof, server)).to.be.revertedWithCustomError(
      registry,
      'ProofRefused',
    );
  });

  it('refuses stale roots and times as registering servers does', async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger } = system;
    const possession = await provePossession(system, 2n, 1n);
    const late = await prove(system, stranger, 1n, { nullifier: 2n, now: (await provingTime()) - 1200n });
    await expect(registry.connect(stranger).registerChip(late, possession, 1n, 2n)).to.be.revertedWithCustomError(
      registry,
      'ProofTimeRefused',
    );
    for (const roots of [{ caRoot: 9n }, { revRoot: 9n }]) {
      const rootless = await prove(system, stranger, 1n, { nullifier: 2n, ...roots });
      await expect(registry.connect(stranger).registerChip(rootless, possession, 1n, 2n))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(9n);
    }
  });

  it('registers in production as in a test realm: both proofs, and no way without them [S33]', async () => {
    const system = await deploySystem(Realm.Production);
    const { registry, stranger } = system;
    await addAnchor(system);
    const proof = await prove(system, stranger, 1n, { nullifier: 2n });
    const none = { ...(await provePossession(system, 2n, 1n)), points: Array.from({ length: 8 }, () => 0n) };
    await expect(registry.connect(stranger).registerChip(proof, none, 1n, 2n)).to.be.revertedWithCustomError(
      registry,
      'ProofRefused',
    );
    await expect(registerChip(system, 1n, 2n))
      .to.emit(registry, 'ChipRegistered')
      .withArgs(2n, 1n, 0);
  });

  it('shows neither EID, serial number nor certificate key in calldata, events or storage [S40]', async () => {
    const system = await loadFixture(fixture);
    const { registry, eum } = system;
    const own = key('chip');
    const eid = '89049032123451234512345678901235';
    const serialNumber = 0x0102030405060708090an;
    const secret = BigInt(ethers.id('holder secret')) % FIELD_MODULUS;
    const rev = revKey(eum.keyHash, serialNumber);
    const leaf = chipLeaf(own.hash, encodeMeta(Role.Euicc, 0, NOT_AFTER), rev, holder(secret, eid));
    const chip = nullifier(own.hash, rev);
    const transaction = await registerChip(system, leaf, chip);
    const receipt = (await transaction.wait())!;
    const trace = (await ethers.provider.send('debug_traceTransaction', [receipt.hash, {}])) as {
      structLogs: { op: string; stack: string[] }[];
    };
    const stored = trace.structLogs
      .filter(({ op }) => op === 'SSTORE')
      .flatMap(({ stack }) => stack.slice(-2).map((word) => word.replace('0x', '').padStart(64, '0')));
    const published = [
      transaction.data.slice(2),
      ...receipt.logs.flatMap((log) => [log.data.slice(2), ...log.topics.map((topic) => topic.slice(2))]),
      ...stored,
    ].join('|');
    expect(stored.length).to.be.greaterThan(3);
    expect(published).to.include(leaf.toString(16).padStart(64, '0'));
    const hidden = [
      eid,
      BigInt(eid).toString(16),
      serialNumber.toString(16).padStart(20, '0'),
      own.x.toString(16).padStart(64, '0'),
      own.hash.toString(16).padStart(64, '0'),
      rev.toString(16).padStart(64, '0'),
      ethers.id(eid).slice(2),
      ethers.sha256(ethers.toUtf8Bytes(eid)).slice(2),
      ethers.keccak256(`0x${eid}`).slice(2),
    ];
    for (const value of hidden) expect(published).to.not.include(value);
    // Whoever knows the whole EID and everything public still cannot test the guess: the holder secret is in the leaf.
    const guess = chipLeaf(own.hash, encodeMeta(Role.Euicc, 0, NOT_AFTER), rev, holder(0n, eid));
    expect(guess).to.not.equal(leaf);
    expect(await registry.chipNodes(0, 0, 5)).to.deep.equal([leaf]);
  });
});

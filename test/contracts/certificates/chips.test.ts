import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { chipLeaf, encodeMeta, holder, nullifier, revKey, Role } from '../../../src/zk/values.ts';
import {
  addAnchor,
  certificate,
  key,
  NOT_AFTER,
  prove,
  provingTime,
  register,
  registerChip,
} from '../support/certificates.ts';
import { ethers, loadFixture, time } from '../support/chain.ts';
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
      expect(await registry.chip(chip)).to.deep.equal([[BigInt(i), 1n, 0n, 0n, 0n], leaf]);
      expect(await registry.chipRoot()).to.equal(leanTree(leaves).root);
    }
    expect(await registry.chipTreeSize()).to.equal(5n);
    expect(await registry.chipNodes(0, 0, 10)).to.deep.equal(leaves);
    expect(await registry.chip(5n)).to.deep.equal([[0n, 0n, 0n, 0n, 0n], 0n]);
  });

  it('answers the place in the tree', async () => {
    const system = await loadFixture(fixture);
    await registerChip(system, 1n, 2n);
    const proof = await prove(system, system.stranger, 3n, { nullifier: 4n });
    const registry = system.registry.connect(system.stranger);
    expect(await registry.registerChip.staticCall(proof, 3n, 4n)).to.equal(1n);
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

  it('refuses a nullifier a second time, with the same leaf and with another, from anybody [S25] [S35]', async () => {
    const system = await loadFixture(fixture);
    const { registry, other } = system;
    await registerChip(system, 1n, 2n);
    for (const [leaf, sender] of [
      [1n, system.stranger],
      [3n, system.stranger],
      [1n, other],
    ] as const) {
      await expect(registerChip(system, leaf, 2n, sender))
        .to.be.revertedWithCustomError(registry, 'ChipAlreadyRegistered')
        .withArgs(2n);
    }
    await registerChip(system, 3n, 4n);
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

  it('refuses a proof copied by another sender, and one with another leaf or nullifier [S31]', async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger, other } = system;
    const proof = (await prove(system, stranger, 1n, { nullifier: 2n })) as never;
    const attempts = [
      registry.connect(other).registerChip(proof, 1n, 2n),
      registry.connect(stranger).registerChip(proof, 3n, 2n),
      registry.connect(stranger).registerChip(proof, 1n, 3n),
    ];
    for (const attempt of attempts) {
      await expect(attempt).to.be.revertedWithCustomError(registry, 'ProofRefused');
    }
  });

  it("refuses a server's proof as a chip's and a chip's as a server's [S32]", async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger, ci } = system;
    const server = certificate(ci, Role.DpAuth);
    const serverProof = (await prove(system, stranger, server.leaf)) as never;
    await expect(registry.connect(stranger).registerChip(serverProof, server.leaf, 5n)).to.be.revertedWithCustomError(
      registry,
      'ProofRefused',
    );
    const chipProof = (await prove(system, stranger, server.leaf, { nullifier: 5n })) as never;
    await expect(registry.connect(stranger).register(chipProof, server)).to.be.revertedWithCustomError(
      registry,
      'ProofRefused',
    );
  });

  it('refuses stale roots and times as registering servers does', async () => {
    const system = await loadFixture(fixture);
    const { registry, stranger } = system;
    const now = (await provingTime()) - 1200n;
    const late = (await prove(system, stranger, 1n, { nullifier: 2n, now })) as never;
    await expect(registry.connect(stranger).registerChip(late, 1n, 2n)).to.be.revertedWithCustomError(
      registry,
      'ProofTimeRefused',
    );
    const rootless = (await prove(system, stranger, 1n, { nullifier: 2n, caRoot: 9n })) as never;
    await expect(registry.connect(stranger).registerChip(rootless, 1n, 2n)).to.be.revertedWithCustomError(
      registry,
      'RootNotRecent',
    );
  });

  it('refuses every chip in production, as long as there are no possession proofs [S33]', async () => {
    const system = await deploySystem(Realm.Production);
    await addAnchor(system);
    await expect(registerChip(system, 1n, 2n)).to.be.revertedWithCustomError(
      system.registry,
      'PossessionProofRequired',
    );
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

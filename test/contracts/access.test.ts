import { expect } from 'chai';
import type { Signer } from 'ethers';
import { Role } from '../../src/zk/values.ts';
import { CA_FLAGS, certificate, key, NOT_AFTER, register, registerLine, signClaim } from './support/certificates.ts';
import { ethers, loadFixture, time } from './support/chain.ts';
import { registerChip } from './support/chips.ts';
import { CERTIFICATE, DELAY, deployMock, deploySystem, RoleId } from './support/deploy.ts';

const DAY = 86400n;

const fixture = () => deploySystem();

/** The end state of a deployment: governance and administrator with a delay, the deployer without any role. */
async function handedOver() {
  const system = await deploySystem();
  const { manager, admin, governance, guardian, revoker, other: administrator } = system;
  await manager.grantRole(RoleId.Governance, governance, DELAY);
  await manager.grantRole(RoleId.Admin, administrator, DELAY);
  await manager.renounceRole(RoleId.Admin, admin);
  const verifier = await deployMock();
  const code = ethers.keccak256(await ethers.provider.getCode(verifier));
  const call = system.router.interface.encodeFunctionData('addVersion', [
    CERTIFICATE,
    2,
    await verifier.getAddress(),
    6,
    code,
  ]);
  return { ...system, administrator, call, verifier, guardian, revoker };
}

/** Every restricted function with arguments that would do if the caller might. */
function restricted({ router, registry, revocations, lists, verifier }: Awaited<ReturnType<typeof fixture>>) {
  return {
    addVersion: (as: Signer) => router.connect(as).addVersion(CERTIFICATE, 7, verifier, 6, ethers.ZeroHash),
    setSunset: (as: Signer) => router.connect(as).setSunset(CERTIFICATE, 1, NOT_AFTER),
    disableVersion: (as: Signer) => router.connect(as).disableVersion(CERTIFICATE, 1),
    addAnchor: (as: Signer) => registry.connect(as).addAnchor(key('a').x, key('a').y, NOT_AFTER, CA_FLAGS),
    removeAnchor: (as: Signer) => registry.connect(as).removeAnchor(1n),
    setNextUpdate: (as: Signer) => registry.connect(as).setNextUpdate(1n, 1n),
    setFailClosed: (as: Signer) => registry.connect(as).setFailClosed(1n, true),
    pause: (as: Signer) => registry.connect(as).pause(NOT_AFTER),
    unpause: (as: Signer) => registry.connect(as).unpause(),
    setCertificates: (as: Signer) => revocations.connect(as).setCertificates(registry),
    registerVerified: (as: Signer) =>
      registry.connect(as).registerVerified(certificate({ key: key('a'), leaf: 1n, notAfter: NOT_AFTER }, Role.Eum)),
    revokeCertificates: (as: Signer) => revocations.connect(as).revokeCertificates([1n]),
    revokeChips: (as: Signer) => revocations.connect(as).revokeChips([1n], [0n]),
    forgetScope: (as: Signer) => lists.connect(as).forgetScope(1n, false, ethers.ZeroHash),
  };
}

describe('Access', () => {
  it('lets each restricted function be called by its role and by no other [S27] [S34]', async () => {
    const system = await loadFixture(fixture);
    const { router, admin, governance, guardian, revoker, stranger } = system;
    // The registrar is a contract that registers what it has read itself: nobody can make it say anything else.
    const registrar = await ethers.getImpersonatedSigner(await system.transparent.getAddress());
    const owners: Record<string, Signer> = {
      addVersion: governance,
      setSunset: governance,
      disableVersion: guardian,
      addAnchor: governance,
      removeAnchor: revoker,
      setNextUpdate: revoker,
      setFailClosed: governance,
      pause: guardian,
      unpause: guardian,
      setCertificates: admin,
      registerVerified: registrar,
      revokeCertificates: revoker,
      revokeChips: revoker,
      forgetScope: governance,
    };
    for (const [name, call] of Object.entries(restricted(system))) {
      for (const caller of [admin, governance, guardian, revoker, stranger]) {
        if (caller === owners[name]) continue;
        await expect(call(caller), name)
          .to.be.revertedWithCustomError(router, 'AccessManagedUnauthorized')
          .withArgs(await caller.getAddress());
      }
    }
    // Every restricted function is in the list: the others are open to all.
    const certificates = [
      'register',
      'registerTransparent',
      'registerChip',
      'vetoChip',
      'activateChip',
      'revokeOwnChip',
      'sweep',
      'claimServer',
      'unclaimServer',
      'setAuthority',
      'markRevoked',
    ];
    const lists = ['submitCrl', 'submitStaged', 'continueCrl', 'continueStaged', 'refresh', 'revokeChipByStatement'];
    const open = [...certificates, ...lists, 'stage'];
    const writing = [
      system.router,
      system.registry,
      system.transparent,
      system.revocations,
      system.lists,
      system.parts,
    ].flatMap((contract) =>
      contract.interface.fragments.flatMap((fragment) =>
        ethers.FunctionFragment.isFragment(fragment) && !fragment.constant ? [fragment.name] : [],
      ),
    );
    expect([...new Set(writing)].sort()).to.deep.equal([...Object.keys(owners), ...open].sort());
  });

  describe('after the hand-over', () => {
    it('leaves the deployer no role and no call [S27]', async () => {
      const system = await loadFixture(handedOver);
      const { manager, admin, router } = system;
      for (const role of Object.values(RoleId)) {
        const [isMember] = await manager.hasRole(role, admin);
        expect(isMember).to.equal(false);
      }
      for (const call of Object.values(restricted(system))) {
        await expect(call(admin)).to.be.revertedWithCustomError(router, 'AccessManagedUnauthorized');
      }
      await expect(manager.connect(admin).grantRole(RoleId.Governance, admin, 0)).to.be.revertedWithCustomError(
        manager,
        'AccessManagerUnauthorizedAccount',
      );
    });

    it('adds a verifier after the delay only, announced by an event [S27]', async () => {
      const { manager, router, governance, call } = await loadFixture(handedOver);
      const governing = manager.connect(governance);
      const target = await router.getAddress();
      await expect(governing.execute(target, call)).to.be.revertedWithCustomError(manager, 'AccessManagerNotScheduled');
      const id = await manager.hashOperation(governance, target, call);
      await expect(governing.schedule(target, call, 0)).to.emit(manager, 'OperationScheduled');
      const due = await manager.getSchedule(id);
      expect(due).to.equal(BigInt((await time.latest()) + DELAY));
      await expect(governing.execute(target, call)).to.be.revertedWithCustomError(manager, 'AccessManagerNotReady');
      await time.increaseTo(due);
      await expect(governing.execute(target, call)).to.emit(router, 'VersionAdded');
      expect((await router.versionOf(CERTIFICATE, 2)).signals).to.equal(6n);
    });

    it('lets the guardian cancel what is scheduled, and schedule nothing [S27]', async () => {
      const { manager, router, governance, guardian, call } = await loadFixture(handedOver);
      const target = await router.getAddress();
      await manager.connect(governance).schedule(target, call, 0);
      await expect(manager.connect(guardian).cancel(governance, target, call)).to.emit(manager, 'OperationCanceled');
      await time.increase(DELAY + 1);
      await expect(manager.connect(governance).execute(target, call)).to.be.revertedWithCustomError(
        manager,
        'AccessManagerNotScheduled',
      );
      await expect(manager.connect(guardian).schedule(target, call, 0)).to.be.revertedWithCustomError(
        manager,
        'AccessManagerUnauthorizedCall',
      );
    });

    it('lets governance grant no role, revoke none and name no guardian [S27]', async () => {
      const { manager, governance, guardian } = await loadFixture(handedOver);
      const { interface: abi } = manager;
      const administrative = [
        abi.encodeFunctionData('grantRole', [RoleId.Governance, await governance.getAddress(), 0]),
        abi.encodeFunctionData('revokeRole', [RoleId.Guardian, await guardian.getAddress()]),
        abi.encodeFunctionData('setRoleGuardian', [RoleId.Governance, RoleId.Governance]),
      ];
      for (const data of administrative) {
        await expect(manager.connect(governance).schedule(manager, data, 0)).to.be.revertedWithCustomError(
          manager,
          'AccessManagerUnauthorizedCall',
        );
      }
    });

    it('lets the administrator replace governance after the delay, which no guardian can cancel [S27]', async () => {
      const { manager, administrator, governance, guardian } = await loadFixture(handedOver);
      const governor = await governance.getAddress();
      const data = manager.interface.encodeFunctionData('revokeRole', [RoleId.Governance, governor]);
      const administering = manager.connect(administrator);
      await administering.schedule(manager, data, 0);
      await expect(manager.connect(guardian).cancel(administrator, manager, data)).to.be.revertedWithCustomError(
        manager,
        'AccessManagerUnauthorizedCancel',
      );
      await expect(administering.execute(manager, data)).to.be.revertedWithCustomError(
        manager,
        'AccessManagerNotReady',
      );
      await time.increase(DELAY);
      await administering.execute(manager, data);
      expect((await manager.hasRole(RoleId.Governance, governance)).isMember).to.equal(false);
    });

    it('cannot have a guardian of the administrator: OpenZeppelin locks the role [S27]', async () => {
      const { manager, admin } = await loadFixture(fixture);
      await expect(manager.connect(admin).setRoleGuardian(RoleId.Admin, RoleId.Guardian))
        .to.be.revertedWithCustomError(manager, 'AccessManagerLockedRole')
        .withArgs(RoleId.Admin);
    });

    it('adds an anchor after the delay and removes it without one', async () => {
      const { manager, registry, governance, revoker } = await loadFixture(handedOver);
      const { x, y } = key('ci');
      const data = registry.interface.encodeFunctionData('addAnchor', [x, y, NOT_AFTER, CA_FLAGS]);
      await expect(registry.connect(governance).addAnchor(x, y, NOT_AFTER, CA_FLAGS)).to.be.revertedWithCustomError(
        manager,
        'AccessManagerNotScheduled',
      );
      await manager.connect(governance).schedule(registry, data, 0);
      await time.increase(DELAY);
      await registry.connect(governance).addAnchor(x, y, NOT_AFTER, CA_FLAGS);
      const [leaf] = await registry.caNodes(0, 0, 1);
      await registry.connect(revoker).removeAnchor(leaf!);
    });
  });

  describe('pause', () => {
    it('stops registrations and claims up to its last second, and nothing else [S42]', async () => {
      const system = await loadFixture(fixture);
      const { registry, guardian, other } = system;
      const { subCi, server } = await registerLine(system);
      const until = BigInt(await time.latest()) + DAY;
      await expect(registry.connect(guardian).pause(until)).to.emit(registry, 'Paused').withArgs(until);
      expect(await registry.pausedUntil()).to.equal(until);
      const claim = signClaim(server, await registry.claimDigest(server.leaf, other));
      const claiming = () => registry.connect(other).claimServer(claim.opening, claim.r, claim.s);
      const fresh = certificate(subCi, 7);
      const attempts = [() => register(system, fresh), () => registerChip(system, 1n, 2n), claiming];
      for (const attempt of attempts) {
        await expect(attempt()).to.be.revertedWithCustomError(registry, 'PausedUntil').withArgs(until);
      }
      expect(await registry.isValid(server.leaf)).to.equal(1n);
      await time.increaseTo(until + 1n);
      for (const attempt of attempts) await attempt();
    });

    it('lasts fourteen days at most [S42]', async () => {
      const { registry, guardian } = await loadFixture(fixture);
      const guarded = registry.connect(guardian);
      expect(await registry.MAX_PAUSE()).to.equal(14n * DAY);
      const start = BigInt(await time.latest()) + 10n;
      await time.setNextBlockTimestamp(start);
      await expect(guarded.pause(start + 14n * DAY + 1n))
        .to.be.revertedWithCustomError(registry, 'PauseOutOfRange')
        .withArgs(start + 14n * DAY + 1n, start + 14n * DAY);
      await time.setNextBlockTimestamp(start + 1n);
      await expect(guarded.pause(start)).to.be.revertedWithCustomError(registry, 'PauseOutOfRange');
      await time.setNextBlockTimestamp(start + 2n);
      await guarded.pause(start + 2n + 14n * DAY);
    });

    it('cannot follow another one within fourteen days of its end: nobody pauses for ever [S42]', async () => {
      const { registry, guardian } = await loadFixture(fixture);
      const guarded = registry.connect(guardian);
      const until = BigInt(await time.latest()) + DAY;
      await guarded.pause(until);
      const allowedFrom = until + 14n * DAY;
      for (const attempt of [until - 1n, until + 1n, allowedFrom - 1n]) {
        await time.setNextBlockTimestamp(attempt);
        await expect(guarded.pause(attempt + DAY))
          .to.be.revertedWithCustomError(registry, 'PauseTooSoon')
          .withArgs(allowedFrom);
      }
      await time.setNextBlockTimestamp(allowedFrom);
      await guarded.pause(allowedFrom + DAY);
    });

    it('can be lifted early, which does not bring the next one nearer', async () => {
      const system = await loadFixture(fixture);
      const { registry, guardian } = system;
      const guarded = registry.connect(guardian);
      const until = BigInt(await time.latest()) + DAY;
      await guarded.pause(until);
      await expect(guarded.unpause()).to.emit(registry, 'Unpaused');
      await registerLine(system);
      await expect(guarded.pause(until))
        .to.be.revertedWithCustomError(registry, 'PauseTooSoon')
        .withArgs(until + 14n * DAY);
    });
  });
});

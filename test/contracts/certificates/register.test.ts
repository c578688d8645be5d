import { expect } from 'chai';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { encodeFlags, registerBinding, Role, type RoleNumber } from '../../../src/zk/values.ts';
import {
  addAnchor,
  CA_FLAGS,
  type Certificate,
  certificate,
  key,
  NOT_AFTER,
  prove,
  provingTime,
  register,
  registerLine,
  type Signals,
} from '../support/certificates.ts';
import { ethers, loadFixture, otherChain, time } from '../support/chain.ts';
import { CERTIFICATE, deploy, deployMock, deploySystem, Realm } from '../support/deploy.ts';
import { Status } from '../support/status.ts';
import { leanTree } from '../support/trees.ts';

const SERVERS: RoleNumber[] = [Role.DpTls, Role.DpAuth, Role.DpPb, Role.DsTls, Role.DsAuth];

async function fixture() {
  const system = await deploySystem();
  const ci = await addAnchor(system);
  const attempt = async (subject: Certificate, changes: Partial<Signals> = {}) =>
    system.registry
      .connect(system.stranger)
      .register(await prove(system, system.stranger, subject.leaf, changes), subject);
  return { ...system, ci, attempt };
}

describe('CertificateRegistry: register', () => {
  it('records sub-CI and EUM with their line, and puts them into the tree', async () => {
    const system = await loadFixture(fixture);
    const { registry, ci } = system;
    const subCi = certificate(ci, Role.SubCi);
    await expect(register(system, subCi))
      .to.emit(registry, 'CertificateRegistered')
      .withArgs(
        subCi.leaf,
        ci.leaf,
        Role.SubCi,
        subCi.keyHash,
        subCi.revKey,
        NOT_AFTER,
        CA_FLAGS,
        0,
        subCi.serialNumber,
      )
      .and.to.emit(registry, 'CaLeafSet')
      .withArgs(1, subCi.leaf);
    const eum = certificate(subCi, Role.Eum, { attribute: 99n });
    await register(system, eum);

    const { record } = await registry.recordOf(eum.leaf);
    const parent = await registry.recordOf(subCi.leaf);
    expect(record).to.deep.equal([parent.id, NOT_AFTER, 0n, 2n, BigInt(Role.Eum), BigInt(CA_FLAGS), 0n, 1n]);
    expect(await registry.caRoot()).to.equal(leanTree([ci.leaf, subCi.leaf, eum.leaf]).root);
    expect(await registry.isValid(eum.leaf)).to.equal(Status.Valid);
    expect(await registry.keyHashOf(subCi.leaf)).to.equal(subCi.keyHash);
    await expect(registry.keyHashOf(eum.leaf))
      .to.be.revertedWithCustomError(registry, 'LeafUnknown')
      .withArgs(eum.leaf);
  });

  it('records servers of every role, and leaves the tree alone', async () => {
    const system = await loadFixture(fixture);
    const { registry, ci } = system;
    const root = await registry.caRoot();
    for (const role of SERVERS) {
      const server = certificate(ci, role);
      await register(system, server);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
      expect((await registry.recordOf(server.leaf)).record.role).to.equal(BigInt(role));
    }
    expect(await registry.caRoot()).to.equal(root);
  });

  it('answers the leaf it computed from the opening', async () => {
    const system = await loadFixture(fixture);
    const server = certificate(system.ci, Role.DpAuth);
    const proof = await prove(system, system.stranger, server.leaf);
    expect(await system.registry.connect(system.stranger).register.staticCall(proof, server)).to.equal(server.leaf);
  });

  describe('proof', () => {
    it('refuses a proof copied by another sender [S31]', async () => {
      const system = await loadFixture(fixture);
      const { registry, stranger, other, ci } = system;
      const server = certificate(ci, Role.DpAuth);
      const proof = await prove(system, stranger, server.leaf);
      await expect(registry.connect(other).register(proof, server)).to.be.revertedWithCustomError(
        registry,
        'ProofRefused',
      );
      await registry.connect(stranger).register(proof, server);
    });

    it('binds chain, registry, sender and leaf as the prover does [S32]', async () => {
      const { registry, stranger, other } = await loadFixture(fixture);
      const { chainId } = await ethers.provider.getNetwork();
      const [address, sender] = [await registry.getAddress(), await stranger.getAddress()];
      const binding = await registry.registerBinding(sender, 5n);
      expect(binding).to.equal(registerBinding(chainId, address, sender, 5n));
      expect(binding).to.be.lessThan(1n << 248n);
      const others = [
        await registry.registerBinding(other, 5n),
        await registry.registerBinding(sender, 6n),
        registerBinding(chainId + 1n, address, sender, 5n),
        registerBinding(chainId, sender, sender, 5n),
      ];
      expect(new Set([binding, ...others]).size).to.equal(5);
    });

    it('refuses a proof made for another registry, also a redeployed one [S32]', async () => {
      const system = await loadFixture(fixture);
      const { manager, router, revocations, registry, governance, stranger, ci } = system;
      const again = await deploy<typeof registry>('CertificateRegistry', manager, Realm.Test, router, revocations);
      const selector = again.interface.getFunction('addAnchor').selector;
      await manager.setTargetFunctionRole(again, [selector], 1n);
      await again.connect(governance).addAnchor(ci.key.x, ci.key.y, NOT_AFTER, CA_FLAGS);
      expect(await again.caRoot()).to.equal(await registry.caRoot());
      const server = certificate(ci, Role.DpAuth);
      const proof = await prove(system, stranger, server.leaf);
      await expect(again.connect(stranger).register(proof, server)).to.be.revertedWithCustomError(
        again,
        'ProofRefused',
      );
    });

    it('binds to another chain id on a fork of the chain [S32]', async () => {
      const fork = await otherChain(11155111);
      const [signer] = await fork.ethers.getSigners();
      const libraries = { PoseidonNodes: signer!.address, PoseidonValues: signer!.address };
      const router = await fork.ethers.deployContract('VerifierRouter', [signer!, Realm.Test]);
      const factory = await fork.ethers.getContractFactory('CertificateRegistry', { libraries });
      const registry = await factory.deploy(signer!, Realm.Test, router, signer!);
      const address = await registry.getAddress();
      expect(await registry.registerBinding(signer!, 5n)).to.equal(
        registerBinding(11155111n, address, signer!.address, 5n),
      );
      await fork.close();
    });

    it('refuses a proof for other signals than the call has, each in turn [S20]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revocations, stranger, ci } = system;
      const server = certificate(ci, Role.DpAuth);
      const good = await prove(system, stranger, server.leaf);
      const now = await provingTime();
      const wrong: Partial<Signals>[] = [
        { caRoot: (await registry.caRoot()) + 1n },
        { revRoot: (await revocations.revRoot()) + 1n },
        { now: now - 60n },
        { leaf: server.leaf + 1n },
        { nullifier: 1n },
        { binding: 1n },
      ];
      for (const changes of wrong) {
        const { points } = await prove(system, stranger, server.leaf, { now, ...changes });
        const proof = { ...good, now, points };
        await expect(registry.connect(stranger).register(proof, server)).to.be.revertedWithCustomError(
          registry,
          'ProofRefused',
        );
      }
    });

    it('refuses an opening that is not the leaf of the proof', async () => {
      const system = await loadFixture(fixture);
      const { registry, stranger, ci } = system;
      const server = certificate(ci, Role.DpAuth);
      const proof = await prove(system, stranger, server.leaf);
      const changes: Partial<Certificate>[] = [
        { keyHash: server.keyHash + 1n },
        { serialNumber: server.serialNumber + 1n },
        { role: Role.DpPb },
        { flags: 1 },
        { notAfter: server.notAfter - 1n },
        { attribute: server.attribute + 1n },
      ];
      for (const change of changes) {
        await expect(
          registry.connect(stranger).register(proof, { ...server, ...change }),
        ).to.be.revertedWithCustomError(registry, 'ProofRefused');
      }
    });

    it('refuses a disabled version of the circuit', async () => {
      const system = await loadFixture(fixture);
      await system.router.connect(system.guardian).disableVersion(CERTIFICATE, 1);
      await expect(register(system, certificate(system.ci, Role.DpAuth))).to.be.revertedWithCustomError(
        system.router,
        'VersionIsDisabled',
      );
    });

    it('takes a proof by any version that is in use', async () => {
      const system = await loadFixture(fixture);
      const { router, registry, governance, stranger, ci } = system;
      const verifier = await deployMock();
      const code = ethers.keccak256(await ethers.provider.getCode(verifier));
      await router.connect(governance).addVersion(CERTIFICATE, 2, verifier, 6, code);
      const server = certificate(ci, Role.DpAuth);
      await registry.connect(stranger).register(await prove(system, stranger, server.leaf, {}, 2), server);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
    });
  });

  describe('time', () => {
    it('takes a time up to 900 seconds old and refuses it at 901 [S45]', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      const now = (await provingTime()) + 60n;
      const first = certificate(ci, Role.DpAuth);
      await time.increaseTo(now + 899n);
      await attempt(first, { now });
      const second = certificate(ci, Role.DpAuth);
      await time.setNextBlockTimestamp(now + 901n);
      await expect(attempt(second, { now }))
        .to.be.revertedWithCustomError(registry, 'ProofTimeRefused')
        .withArgs(now, now + 901n);
    });

    it('refuses a time in the future, also by 15 seconds, and takes the present second [S45]', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      const now = (await provingTime()) + 120n;
      const server = certificate(ci, Role.DpAuth);
      await time.setNextBlockTimestamp(now - 15n);
      await expect(attempt(server, { now }))
        .to.be.revertedWithCustomError(registry, 'ProofTimeRefused')
        .withArgs(now, now - 15n);
      await time.setNextBlockTimestamp(now);
      await attempt(server, { now });
    });

    it('refuses a time that is no multiple of 60', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      const now = (await provingTime()) - 59n;
      await expect(attempt(certificate(ci, Role.DpAuth), { now })).to.be.revertedWithCustomError(
        registry,
        'ProofTimeRefused',
      );
      await expect(attempt(certificate(ci, Role.DpAuth), { now: ethers.MaxUint256 })).to.be.revertedWithCustomError(
        registry,
        'ProofTimeRefused',
      );
    });

    it('takes a certificate in its last second and refuses it a second later [S38]', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      const notAfter = BigInt(await time.latest()) + 500n;
      const [first, second] = [certificate(ci, Role.DpAuth, { notAfter }), certificate(ci, Role.DpAuth, { notAfter })];
      await time.setNextBlockTimestamp(notAfter);
      await attempt(first);
      await time.setNextBlockTimestamp(notAfter + 1n);
      await expect(attempt(second)).to.be.revertedWithCustomError(registry, 'CertificateExpired').withArgs(notAfter);
    });

    it('takes an end in the year 7492 and refuses one that outlives the issuer [S45]', async () => {
      const system = await loadFixture(fixture);
      const forever = BigInt(Date.UTC(7492, 8, 1) / 1000);
      const old = await addAnchor(system, 'long', forever);
      const server = certificate(old, Role.DpAuth, { notAfter: forever });
      await register(system, server);
      expect((await system.registry.recordOf(server.leaf)).record.notAfter).to.equal(forever);
      await expect(register(system, certificate(old, Role.DpAuth, { notAfter: forever + 1n })))
        .to.be.revertedWithCustomError(system.registry, 'NotAfterBeyondIssuer')
        .withArgs(forever + 1n, forever);
    });
  });

  describe('roots', () => {
    it('refuses roots that never were, and 0', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      for (const changes of [{ caRoot: 5n }, { revRoot: 5n }, { caRoot: 0n }, { revRoot: 0n }]) {
        const [root] = Object.values(changes);
        await expect(attempt(certificate(ci, Role.DpAuth), changes))
          .to.be.revertedWithCustomError(registry, 'RootNotRecent')
          .withArgs(root);
      }
    });

    it('takes a superseded root for an hour, and the current one for ever [S36]', async () => {
      const system = await loadFixture(fixture);
      const { registry, ci, attempt } = system;
      await time.increase(365 * 86400);
      const old = await registry.caRoot();
      expect(await registry.isRecentCaRoot(old)).to.equal(true);
      await attempt(certificate(ci, Role.DpAuth), { caRoot: old });
      await register(system, certificate(ci, Role.Eum));
      const superseded = BigInt(await time.latest());
      expect(await registry.caRoot()).to.not.equal(old);

      await time.setNextBlockTimestamp(superseded + 3600n);
      await attempt(certificate(ci, Role.DpAuth), {
        caRoot: old,
        now: superseded + 3600n - ((superseded + 3600n) % 60n),
      });
      expect(await registry.isRecentCaRoot(old)).to.equal(true);
      await time.increaseTo(superseded + 3601n);
      expect(await registry.isRecentCaRoot(old)).to.equal(false);
      await expect(attempt(certificate(ci, Role.DpAuth), { caRoot: old }))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(old);
    });

    it('takes a root from before a removal for five minutes only [S36]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revoker, ci, attempt } = system;
      const doomed = await addAnchor(system, 'doomed');
      const old = await registry.caRoot();
      await registry.connect(revoker).removeAnchor(doomed.leaf);
      const bumped = BigInt(await time.latest());
      // The removed one's own line is refused at once, whatever the root says.
      await expect(attempt(certificate(doomed, Role.DpAuth), { caRoot: old }))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(doomed.leaf, Status.Revoked);
      await time.setNextBlockTimestamp(bumped + 300n);
      await attempt(certificate(ci, Role.DpAuth), { caRoot: old });
      await expect(attempt(certificate(ci, Role.DpAuth), { caRoot: old }))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(old);
    });

    it('takes a root of the revocation tree from before a revocation for five minutes only [S36]', async () => {
      const { registry, revocations, revoker, ci, attempt } = await loadFixture(fixture);
      const old = await revocations.revRoot();
      await revocations.connect(revoker).revokeChips([42n], [0]);
      const bumped = BigInt(await time.latest());
      await time.setNextBlockTimestamp(bumped + 300n);
      await attempt(certificate(ci, Role.DpAuth), { revRoot: old });
      await expect(attempt(certificate(ci, Role.DpAuth), { revRoot: old }))
        .to.be.revertedWithCustomError(registry, 'RootNotRecent')
        .withArgs(old);
    });
  });

  describe('issuer', () => {
    it('refuses an unknown issuer', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      const nobody = { key: key('nobody'), leaf: 5n, notAfter: NOT_AFTER };
      await expect(attempt(certificate(nobody, Role.DpAuth)))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(5n, Status.Unknown);
      // An unregistered certificate of a good line is no issuer either.
      const subCi = certificate(ci, Role.SubCi);
      await expect(attempt(certificate(subCi, Role.DpAuth)))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(subCi.leaf, Status.Unknown);
    });

    it('refuses an issuer that has expired', async () => {
      const system = await loadFixture(fixture);
      const notAfter = BigInt(await time.latest()) + 1000n;
      const short = await addAnchor(system, 'short', notAfter);
      await time.increaseTo(notAfter + 1n);
      await expect(register(system, certificate(short, Role.DpAuth, { notAfter: NOT_AFTER })))
        .to.be.revertedWithCustomError(system.registry, 'IssuerNotValid')
        .withArgs(short.leaf, Status.Expired);
    });

    it('refuses a wrong issuer of the same line: the revKey names the issuer by its key', async () => {
      const system = await loadFixture(fixture);
      const other = await addAnchor(system, 'another');
      const server = certificate(system.ci, Role.DpAuth);
      await expect(register(system, { ...server, parent: other.leaf })).to.be.revertedWithCustomError(
        system.registry,
        'ProofRefused',
      );
    });

    it('follows the table of roles for every pair [S15]', async () => {
      const system = await loadFixture(fixture);
      const { registry, ci } = system;
      const subCi = certificate(ci, Role.SubCi);
      const eum = certificate(ci, Role.Eum);
      const server = certificate(ci, Role.DpAuth);
      for (const issuer of [subCi, eum, server]) await register(system, issuer);
      const issuers: [{ leaf: bigint; key: typeof ci.key; notAfter: bigint }, RoleNumber][] = [
        [ci, Role.Ci],
        [subCi, Role.SubCi],
        [eum, Role.Eum],
        [server, Role.DpAuth],
      ];
      for (const [issuer, issuerRole] of issuers) {
        for (const role of Object.values(Role)) {
          const isAllowed =
            issuerRole <= Role.SubCi && (role === Role.SubCi || role === Role.Eum || SERVERS.includes(role));
          const subject = certificate(issuer, role);
          if (isAllowed) await register(system, subject);
          else {
            await expect(register(system, subject), `${issuerRole} → ${role}`)
              .to.be.revertedWithCustomError(registry, 'RoleRefused')
              .withArgs(issuerRole, role);
          }
        }
      }
    });

    it('refuses a CA beyond the path length of the record that is named, whatever another record of the key allows [S15]', async () => {
      const system = await loadFixture(fixture);
      const { registry } = system;
      const flags = (pathLength: number) => encodeFlags({ crlSign: true, pathLength });
      // One key under two anchors: a proof made against the unlimited one must not count for the other.
      const exhausted = await addAnchor(system, 'ci', NOT_AFTER, flags(0));
      const limited = await addAnchor(system, 'limited ci', NOT_AFTER, flags(2));
      for (const [issuer, issuerFlags, own] of [
        [exhausted, flags(0), CA_FLAGS],
        [exhausted, flags(0), flags(0)],
        [limited, flags(2), CA_FLAGS],
        [limited, flags(2), flags(2)],
      ] as const) {
        await expect(register(system, certificate(issuer, Role.SubCi, { flags: own })))
          .to.be.revertedWithCustomError(registry, 'PathLengthRefused')
          .withArgs(issuerFlags, own);
      }
      await register(system, certificate(limited, Role.Eum, { flags: flags(1) }));
      await register(system, certificate(exhausted, Role.DpAuth));
    });

    it('takes lines of four certificates and refuses a fifth [S15]', async () => {
      const system = await loadFixture(fixture);
      const second = certificate(system.ci, Role.SubCi);
      const third = certificate(second, Role.SubCi);
      const fourth = certificate(third, Role.SubCi);
      for (const subject of [second, third, fourth]) await register(system, subject);
      expect(await system.registry.isValid(fourth.leaf)).to.equal(Status.Valid);
      await expect(register(system, certificate(fourth, Role.DpAuth)))
        .to.be.revertedWithCustomError(system.registry, 'LineTooLong')
        .withArgs(fourth.leaf);
    });
  });

  describe('values', () => {
    it('refuses serial number 0, key hash 0, and values that are no field elements', async () => {
      const { registry, ci, attempt } = await loadFixture(fixture);
      const server = certificate(ci, Role.DpAuth);
      await expect(attempt({ ...server, serialNumber: 0n })).to.be.revertedWithCustomError(
        registry,
        'SerialNumberZero',
      );
      const wrong: [Partial<Certificate>, bigint][] = [
        [{ keyHash: 0n }, 0n],
        [{ keyHash: server.keyHash + FIELD_MODULUS }, server.keyHash + FIELD_MODULUS],
        [{ attribute: server.attribute + FIELD_MODULUS }, server.attribute + FIELD_MODULUS],
      ];
      for (const [change, value] of wrong) {
        await expect(attempt({ ...server, ...change }))
          .to.be.revertedWithCustomError(registry, 'NotInField')
          .withArgs(value);
      }
    });

    it('takes serial numbers up to 20 octets', async () => {
      const system = await loadFixture(fixture);
      for (const serialNumber of [1n, 255n, (1n << 160n) - 1n]) {
        await register(system, certificate(system.ci, Role.DpAuth, { serialNumber }));
      }
    });
  });

  describe('registering again', () => {
    it('refuses the same certificate with another proof, by the same and by another sender [S25] [S35]', async () => {
      const system = await loadFixture(fixture);
      const { registry, other } = system;
      const { server, eum } = await registerLine(system);
      for (const subject of [server, eum]) {
        for (const sender of [system.stranger, other]) {
          await expect(register(system, subject, sender))
            .to.be.revertedWithCustomError(registry, 'CertificateAlreadyRegistered')
            .withArgs(subject.revKey);
        }
      }
    });

    it('refuses another leaf for the same issuer and serial number', async () => {
      const system = await loadFixture(fixture);
      const server = certificate(system.ci, Role.DpAuth);
      await register(system, server);
      const twin = certificate(system.ci, Role.DpPb, { serialNumber: server.serialNumber });
      await expect(register(system, twin))
        .to.be.revertedWithCustomError(system.registry, 'CertificateAlreadyRegistered')
        .withArgs(server.revKey);
    });

    it('takes it once its anchor was removed and added again; the earlier leaf is then Unknown', async () => {
      const system = await loadFixture(fixture);
      const { registry, revoker, ci } = system;
      const subCi = certificate(ci, Role.SubCi);
      await register(system, subCi);
      const server = certificate(subCi, Role.DpAuth);
      const eum = certificate(subCi, Role.Eum);
      await register(system, server);
      await register(system, eum);
      await registry.connect(revoker).removeAnchor(ci.leaf);
      await registry.sweep(10);

      const again = await addAnchor(system, 'ci', NOT_AFTER - 1n);
      const subCiAgain = certificate(again, Role.SubCi, { serialNumber: subCi.serialNumber, key: subCi.key });
      await register(system, subCiAgain);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Unknown);
      await expect(registry.recordOf(subCi.leaf))
        .to.be.revertedWithCustomError(registry, 'LeafUnknown')
        .withArgs(subCi.leaf);
      expect(await registry.isValid(subCiAgain.leaf)).to.equal(Status.Valid);
      expect((await registry.recordOf(subCiAgain.leaf)).record.generation).to.equal(2n);
      // Back at its old place; the line below is good again, its EUM is not yet in the tree.
      expect(await registry.caNodes(0, 0, 10)).to.deep.equal([0n, subCiAgain.leaf, 0n, again.leaf]);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
      await expect(register(system, server)).to.be.revertedWithCustomError(registry, 'IssuerNotValid');
      const eumAgain = certificate(subCiAgain, Role.Eum, { serialNumber: eum.serialNumber, key: eum.key });
      await register(system, eumAgain);
      expect(await registry.caNodes(0, 0, 10)).to.deep.equal([0n, subCiAgain.leaf, eumAgain.leaf, again.leaf]);
      await expect(register(system, eumAgain)).to.be.revertedWithCustomError(registry, 'CertificateAlreadyRegistered');
    });

    it('takes a server again whose issuer was renewed after its end', async () => {
      const system = await loadFixture(fixture);
      const { registry, ci } = system;
      const notAfter = BigInt(await time.latest()) + 1000n;
      const subCi = certificate(ci, Role.SubCi, { notAfter });
      await register(system, subCi);
      const server = certificate(subCi, Role.DpAuth);
      await register(system, server);
      const renewed = certificate(ci, Role.SubCi, { key: subCi.key });
      await register(system, renewed);
      const serverAgain = certificate(renewed, Role.DpAuth, { serialNumber: server.serialNumber, key: server.key });
      expect(serverAgain.revKey).to.equal(server.revKey);
      await expect(register(system, serverAgain)).to.be.revertedWithCustomError(
        registry,
        'CertificateAlreadyRegistered',
      );
      await time.increaseTo(notAfter + 1n);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Expired);
      await register(system, serverAgain);
      expect(await registry.isValid(serverAgain.leaf)).to.equal(Status.Valid);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Unknown);
    });

    it('ends roots with the leaf of a CA that is replaced as a removal does, not within the hour [S36]', async () => {
      const system = await loadFixture(fixture);
      const { registry, ci } = system;
      const notAfter = BigInt(await time.latest()) + 1000n;
      const issuer = certificate(ci, Role.SubCi, { notAfter });
      await register(system, issuer);
      const eum = certificate(issuer, Role.Eum, { attribute: 5n });
      await register(system, eum);
      const renewed = certificate(ci, Role.SubCi, { key: issuer.key });
      await register(system, renewed);
      await time.increaseTo(notAfter + 1n);
      const before = await registry.caRoot();
      await register(
        system,
        certificate(renewed, Role.Eum, { serialNumber: eum.serialNumber, key: eum.key, attribute: 5n }),
      );
      const replacedAt = await time.latest();
      await time.increaseTo(replacedAt + 300);
      expect(await registry.isRecentCaRoot(before)).to.equal(true);
      await time.increaseTo(replacedAt + 301);
      expect(await registry.isRecentCaRoot(before)).to.equal(false);
    });

    it('does not let a CA that fell out of the tree hang itself below its own child', async () => {
      // One key in two certificates makes one revKey under both issuers, so a circle of records could be asked for.
      const system = await loadFixture(fixture);
      const { registry, revoker } = system;
      const removed = await addAnchor(system, 'shared');
      const top = certificate(removed, Role.SubCi, { key: key('top') });
      await register(system, top);
      const child = certificate(top, Role.SubCi, { key: key('shared') });
      await register(system, child);
      await registry.connect(revoker).removeAnchor(removed.leaf);
      await registry.sweep(10);
      const back = await addAnchor(system, 'shared');
      const topBack = certificate(back, Role.SubCi, { serialNumber: top.serialNumber, key: top.key });
      const underChild = certificate(child, Role.SubCi, { serialNumber: top.serialNumber, key: top.key });
      expect(underChild.revKey).to.equal(top.revKey);
      await expect(register(system, underChild))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(child.leaf, Status.Revoked);
      await register(system, topBack);
      // Valid again, but not in the tree: only under the issuer it has.
      expect(await registry.isValid(child.leaf)).to.equal(Status.Valid);
      await expect(register(system, underChild)).to.be.revertedWithCustomError(
        registry,
        'CertificateAlreadyRegistered',
      );
    });

    it('ends after 255 registrations of one certificate', async () => {
      const system = await loadFixture(fixture);
      const { registry, governance, revoker } = system;
      const own = key('often');
      const server = certificate({ key: own, leaf: 0n, notAfter: NOT_AFTER }, Role.DpAuth);
      for (let i = 0; i < 256; i++) {
        const tree = registry.connect(governance);
        const leaf = await tree.addAnchor.staticCall(own.x, own.y, NOT_AFTER, CA_FLAGS);
        await tree.addAnchor(own.x, own.y, NOT_AFTER, CA_FLAGS);
        const attempt = register(system, { ...server, parent: leaf });
        if (i < 255) await attempt;
        else {
          await expect(attempt)
            .to.be.revertedWithCustomError(registry, 'RegistrationsExhausted')
            .withArgs(server.revKey);
        }
        await registry.connect(revoker).removeAnchor(leaf);
      }
    });
  });
});

import { expect } from 'chai';
import { keccak256 } from 'ethers';
import { encodeFlags, recordId, Role } from '../../../src/zk/values.ts';
import { addAnchor, certificate, NOT_AFTER, register, registerLine } from '../support/certificates.ts';
import { ethers, loadFixture, time } from '../support/chain.ts';
import { crl, crlNumber, DAY, entriesOf, issuerOf, THIS_UPDATE, URI_A, URI_B, nameOf } from '../support/crls.ts';
import { deploySystem } from '../support/deploy.ts';
import { Status } from '../support/status.ts';

const EMPTY = keccak256('0x');

async function fixture() {
  const system = await deploySystem();
  const line = await registerLine(system);
  const { ci } = line;
  return { ...system, ...line, issuer: issuerOf(ci), anyone: system.lists.connect(system.stranger) };
}

const serialNumbers = (count: number, first = 50_000n): bigint[] =>
  Array.from({ length: count }, (_, i) => first + BigInt(i));

describe('RevocationLists', () => {
  let system: Awaited<ReturnType<typeof fixture>>;
  beforeEach(async () => (system = await loadFixture(fixture)));

  const scopeAt = async (point: Uint8Array | undefined) =>
    system.lists.scopeId(system.ci.key.hash, false, point === undefined ? EMPTY : keccak256(point));
  /** The only counted scope. */
  const onlyScope = async () => (await system.lists.scopesOf(system.ci.key.hash, false))[0]!;
  const nextUpdateOf = async (leaf: bigint) => (await system.registry.recordOf(leaf)).record.nextUpdate;

  describe('submitCrl', () => {
    it('revokes CAs and servers that a CI lists, whoever brings the list [S37]', async () => {
      const { anyone, lists, registry, issuer, ci, subCi, eum, server } = system;
      const der = crl(ci.key, { number: 7n, serialNumbers: [subCi.serialNumber, 99n] });
      const scope = await scopeAt(undefined);
      expect(await lists.scopesOf(ci.key.hash, false)).to.deep.equal([]);
      await expect(anyone.submitCrl(issuer, der, 10, []))
        .to.emit(lists, 'CrlAccepted')
        .and.to.emit(lists, 'CrlInserted')
        .withArgs(nameOf(der), 2, 0)
        .and.to.emit(registry, 'RecordRevoked')
        .withArgs(subCi.id)
        .and.to.emit(registry, 'RecordRevoked')
        .withArgs(recordId(ci.key.hash, 99n));
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Revoked);
      // What stands below falls with it.
      for (const { leaf } of [eum, server]) expect(await registry.isValid(leaf)).to.equal(Status.Revoked);
      expect(await registry.isValid(ci.leaf)).to.equal(Status.Valid);
      expect(await onlyScope()).not.to.equal(scope);
      expect(await lists.scopeOf(await onlyScope())).to.deep.equal([
        7n,
        THIS_UPDATE,
        THIS_UPDATE + 365n * DAY,
        true,
        true,
      ]);
    });

    it('revokes before registration: the certificate never gets in [S37]', async () => {
      const { anyone, registry, issuer, ci } = system;
      const late = certificate(ci, Role.DpAuth);
      await anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [late.serialNumber] }), 10, []);
      expect((await registry.recordAt(late.id)).state).to.equal(1n);
      await expect(register(system, late))
        .to.be.revertedWithCustomError(registry, 'CertificateIsRevoked')
        .withArgs(late.revKey);
    });

    it('touches no certificate of another issuer with the same serial number [S37]', async () => {
      const { anyone, registry, issuer, ci, server } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [server.serialNumber] }), 10, []);
      expect(await registry.isValid(server.leaf)).to.equal(Status.Valid);
    });

    it('leads to no anchor, whose records no serial number names', async () => {
      const { anyone, registry, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [1n, 2n] }), 10, []);
      expect(await registry.isValid(ci.leaf)).to.equal(Status.Valid);
    });

    it('never takes a revocation back: not by a later list without the entry [S37]', async () => {
      const { anyone, registry, issuer, ci, subCi } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [subCi.serialNumber] }), 10, []);
      await anyone.submitCrl(issuer, crl(ci.key, { number: 2n, thisUpdate: THIS_UPDATE + DAY }), 10, []);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Revoked);
    });

    it('passes over what is listed already and revokes what is new [S41]', async () => {
      const { anyone, registry, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [1n, 2n, 2n] }), 10, []);
      await anyone.submitCrl(issuer, crl(ci.key, { number: 2n, serialNumbers: [1n, 3n, 2n] }), 10, []);
      const logs = await registry.queryFilter(registry.filters.RecordRevoked());
      expect(logs.map(({ args }) => args.id)).to.deep.equal([1n, 2n, 3n].map((n) => recordId(ci.key.hash, n)));
    });

    it('takes a list with either half of s, but neither after the other [S36]', async () => {
      const { anyone, lists, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { highS: true }), 10, []);
      await expect(anyone.submitCrl(issuer, crl(ci.key), 10, []))
        .to.be.revertedWithCustomError(lists, 'CrlNumberNotNewer')
        .withArgs(await onlyScope(), 1, 1);
    });

    it('is one list with either half of s: who begins the twin with no entry keeps nobody from going on', async () => {
      const { anyone, lists, registry, issuer, ci } = system;
      const serialNumbers = [71n, 72n];
      const [twin, own] = [true, false].map((highS) => crl(ci.key, { serialNumbers, highS }));
      expect(nameOf(twin!)).to.equal(nameOf(own!));
      await anyone.submitCrl(issuer, twin!, 0, []);
      await lists.continueCrl(nameOf(own!), entriesOf(serialNumbers), 10, []);
      for (const serial of serialNumbers) {
        expect((await registry.recordAt(recordId(ci.key.hash, serial))).state).to.equal(1n);
      }
    });

    it('refuses the list of another key, and what was changed after it was signed [S36]', async () => {
      const { anyone, lists, issuer, ci, subCi } = system;
      await expect(anyone.submitCrl(issuer, crl(subCi.key), 10, []))
        .to.be.revertedWithCustomError(lists, 'SignatureRefused')
        .withArgs(ci.leaf);
      const der = Buffer.from(crl(ci.key, { serialNumbers: [0x123456n] }));
      der[der.indexOf(Buffer.from('0203123456', 'hex')) + 4]! ^= 1;
      await expect(anyone.submitCrl(issuer, der, 10, []))
        .to.be.revertedWithCustomError(lists, 'SignatureRefused')
        .withArgs(ci.leaf);
    });

    it('refuses an issuer without cRLSign', async () => {
      const { anyone, lists, subCi } = system;
      const mute = certificate(subCi, Role.Eum, { flags: encodeFlags({ crlSign: false, pathLength: 7 }) });
      await register(system, mute);
      await expect(anyone.submitCrl(issuerOf(mute), crl(mute.key), 10, []))
        .to.be.revertedWithCustomError(lists, 'CrlSignMissing')
        .withArgs(mute.leaf);
    });

    it('refuses an issuer who claims flags that its certificate does not have [S37]', async () => {
      const { anyone, lists, subCi } = system;
      const mute = certificate(subCi, Role.Eum, { flags: encodeFlags({ crlSign: false, pathLength: 7 }) });
      await register(system, mute);
      await expect(
        anyone.submitCrl({ ...issuerOf(mute), flags: mute.flags | 1 }, crl(mute.key), 10, []),
      ).to.be.revertedWithCustomError(lists, 'IssuerRefused');
    });

    it('refuses an issuer that is unknown, a server, revoked or expired [S37]', async () => {
      const { anyone, lists, registry, revocations, revoker, server, subCi } = system;
      const stranger = certificate(subCi, Role.SubCi);
      for (const nobody of [stranger, server]) {
        await expect(anyone.submitCrl(issuerOf(nobody), crl(nobody.key), 10, []))
          .to.be.revertedWithCustomError(lists, 'IssuerRefused')
          .withArgs((leaf: bigint) => leaf !== 0n, Status.Unknown);
      }
      await revocations.connect(revoker).revokeCertificates([subCi.id]);
      await expect(anyone.submitCrl(issuerOf(subCi), crl(subCi.key), 10, []))
        .to.be.revertedWithCustomError(lists, 'IssuerRefused')
        .withArgs(subCi.leaf, Status.Revoked);
      await time.increaseTo(NOT_AFTER + 1n);
      await expect(anyone.submitCrl(system.issuer, crl(system.ci.key), 10, []))
        .to.be.revertedWithCustomError(lists, 'IssuerRefused')
        .withArgs(system.ci.leaf, Status.Expired);
      expect(await registry.isValid(system.ci.leaf)).to.equal(Status.Expired);
    });

    it('refuses thisUpdate in the future, and accepts nextUpdate in the past: revocations do not age', async () => {
      const { anyone, lists, registry, issuer, ci, subCi } = system;
      const now = BigInt(await time.latest());
      await expect(anyone.submitCrl(issuer, crl(ci.key, { thisUpdate: now + 3600n }), 10, []))
        .to.be.revertedWithCustomError(lists, 'CrlNotYetValid')
        .withArgs(now + 3600n, (blockTimestamp: bigint) => blockTimestamp > now);
      const thisUpdate = now - 10n * DAY;
      const old = crl(ci.key, { thisUpdate, nextUpdate: now - DAY, serialNumbers: [subCi.serialNumber] });
      await anyone.submitCrl(issuer, old, 10, []);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Revoked);
      expect(await nextUpdateOf(ci.leaf)).to.equal(now - DAY);
    });

    it('refuses a number that is not newer, and one that is but of an older list', async () => {
      const { anyone, lists, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { number: 5n }), 10, []);
      const id = await onlyScope();
      for (const number of [0n, 4n, 5n]) {
        await expect(anyone.submitCrl(issuer, crl(ci.key, { number, serialNumbers: [1n] }), 10, []))
          .to.be.revertedWithCustomError(lists, 'CrlNumberNotNewer')
          .withArgs(id, number, 5);
      }
      await expect(anyone.submitCrl(issuer, crl(ci.key, { number: 6n, thisUpdate: THIS_UPDATE - 1n }), 10, []))
        .to.be.revertedWithCustomError(lists, 'CrlOlder')
        .withArgs(id, THIS_UPDATE - 1n, THIS_UPDATE);
    });

    it('takes number 0, and it too only once', async () => {
      const { anyone, lists, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { number: 0n }), 10, []);
      await expect(anyone.submitCrl(issuer, crl(ci.key, { number: 0n }), 10, [])).to.be.revertedWithCustomError(
        lists,
        'CrlNumberNotNewer',
      );
    });

    it('counts numbers for each distribution point, and for each issuer', async () => {
      const { anyone, lists, issuer, ci, subCi } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { number: 9n }), 10, []);
      await anyone.submitCrl(issuer, crl(ci.key, { number: 1n, uri: URI_B }), 10, []);
      await anyone.submitCrl(issuer, crl(ci.key, { extensions: [crlNumber(3n)] }), 10, []);
      await anyone.submitCrl(issuerOf(subCi), crl(subCi.key, { number: 1n }), 10, []);
      const scopes = await lists.scopesOf(ci.key.hash, false);
      expect(await Promise.all(scopes.map(async (id) => (await lists.scopeOf(id)).number))).to.deep.equal([9n, 1n, 3n]);
      expect(scopes[2]).to.equal(await scopeAt(undefined));
      expect(await lists.scopesOf(subCi.key.hash, false)).to.have.length(1);
    });

    it('counts at most eight scopes of an issuer [S41]', async () => {
      const { anyone, lists, issuer, ci } = system;
      for (let i = 0; i < 8; i++) await anyone.submitCrl(issuer, crl(ci.key, { uri: `${URI_A}?${i}` }), 10, []);
      await expect(anyone.submitCrl(issuer, crl(ci.key, { uri: URI_B }), 10, []))
        .to.be.revertedWithCustomError(lists, 'TooManyScopes')
        .withArgs(ci.key.hash);
      // Those that are counted go on.
      await anyone.submitCrl(issuer, crl(ci.key, { uri: `${URI_A}?7`, number: 2n }), 10, []);
    });

    it("lets no other CI take an issuer's lists for its own EUM's, and so keep them out [S37]", async () => {
      const { anyone, lists, registry, revocations, ci, subCi, issuer } = system;
      // Another CI certifies the key of the first, of which it has no secret, as an EUM's.
      const hostile = await addAnchor(system, 'hostile');
      const double = certificate(hostile, Role.Eum, { key: ci.key });
      await register(system, double);
      const der = crl(ci.key, { serialNumbers: [subCi.serialNumber, 2n] });
      await anyone.submitCrl(issuerOf(double), der, 1, [0]);
      expect(await lists.scopesOf(ci.key.hash, false)).to.deep.equal([]);
      await anyone.submitCrl(issuer, der, 1, []);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Revoked);
      const [own, foreign] = [await lists.crlName(nameOf(der), false), await lists.crlName(nameOf(der), true)];
      expect(own).to.equal(nameOf(der));
      expect([(await lists.pendingOf(own)).isOfChips, (await lists.pendingOf(foreign)).isOfChips]).to.deep.equal([
        false,
        true,
      ]);
      await anyone.continueCrl(own, entriesOf([2n]), 1, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 365n * DAY);
      expect(await nextUpdateOf(double.leaf)).to.equal(0n);
      expect(await revocations.revTreeSize()).to.equal(2n);
    });

    it('takes no hints for CAs and servers', async () => {
      const { anyone, lists, issuer, ci } = system;
      await expect(anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [1n] }), 10, [0]))
        .to.be.revertedWithCustomError(lists, 'LowIndexCount')
        .withArgs(0, 1);
    });

    it('works while registrations are paused [S42]', async () => {
      const { anyone, registry, guardian, issuer, ci, subCi } = system;
      await registry.connect(guardian).pause(BigInt(await time.latest()) + 86_400n);
      await anyone.submitCrl(issuer, crl(ci.key, { serialNumbers: [subCi.serialNumber] }), 10, []);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Revoked);
    });
  });

  describe('continueCrl', () => {
    const listed = serialNumbers(5);
    const all = entriesOf(listed);
    const each = all.length / 5;

    async function begun(entries: number, number = 1n) {
      const { anyone, issuer, ci } = system;
      const der = crl(ci.key, { number, serialNumbers: listed });
      await anyone.submitCrl(issuer, der, entries, []);
      return nameOf(der);
    }

    it('goes on with a list that somebody else began, in pieces of any size [S41]', async () => {
      const { lists, other, registry, ci } = system;
      const hash = await begun(2);
      const pending = await lists.pendingOf(hash);
      expect(pending.rest).to.equal(keccak256(all.subarray(2 * each)));
      expect([pending.leaf, pending.issuerKeyHash, pending.number, pending.isOfChips]).to.deep.equal([
        ci.leaf,
        ci.key.hash,
        1n,
        false,
      ]);
      await expect(lists.connect(other).continueCrl(hash, all.subarray(2 * each), 1, []))
        .to.emit(lists, 'CrlInserted')
        .withArgs(hash, 1, 2 * each);
      await expect(lists.connect(other).continueCrl(hash, all.subarray(3 * each), 10, []))
        .to.emit(lists, 'CrlInserted')
        .withArgs(hash, 2, 0);
      const logs = await registry.queryFilter(registry.filters.RecordRevoked());
      expect(logs.map(({ args }) => args.id)).to.deep.equal(listed.map((serial) => recordId(ci.key.hash, serial)));
      expect((await lists.pendingOf(hash)).rest).to.equal(ethers.ZeroHash);
    });

    it('begins also with no entry at all', async () => {
      const { lists } = system;
      const hash = await begun(0);
      await expect(lists.continueCrl(hash, all, 10, []))
        .to.emit(lists, 'CrlInserted')
        .withArgs(hash, 5, 0);
    });

    it('refuses another rest: shorter, longer, from another place, changed [S37]', async () => {
      const { lists } = system;
      const hash = await begun(2);
      const rest = all.subarray(2 * each);
      const changed = Uint8Array.from(rest);
      changed[5]! ^= 1;
      const wrong = [
        rest.subarray(0, -each),
        Buffer.concat([rest, all.subarray(0, each)]),
        all,
        all.subarray(3 * each),
      ];
      for (const given of [...wrong, all.subarray(each), changed, new Uint8Array()]) {
        await expect(lists.continueCrl(hash, given, 10, []))
          .to.be.revertedWithCustomError(lists, 'CrlRestMismatch')
          .withArgs(hash, keccak256(given));
      }
    });

    it('refuses a list that is complete, or that nobody began [S37]', async () => {
      const { lists } = system;
      const hash = await begun(5);
      for (const unknown of [hash, ethers.ZeroHash, keccak256('0x01')]) {
        await expect(lists.continueCrl(unknown, all, 10, []))
          .to.be.revertedWithCustomError(lists, 'CrlUnknown')
          .withArgs(unknown);
      }
    });

    it('lets a list begin once: what is left of it goes in by continuing', async () => {
      const { lists } = system;
      await begun(2);
      await expect(begun(5)).to.be.revertedWithCustomError(lists, 'CrlNumberNotNewer');
    });

    it('completes a list that a newer one has overtaken, and lets only the newer one speak of freshness', async () => {
      const { anyone, lists, issuer, ci } = system;
      const hash = await begun(2);
      const newer = crl(ci.key, { number: 2n, thisUpdate: THIS_UPDATE + 1n, nextUpdate: THIS_UPDATE + 30n * DAY });
      await anyone.submitCrl(issuer, newer, 10, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 30n * DAY);
      await lists.continueCrl(hash, all.subarray(2 * each), 10, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 30n * DAY);
      expect((await lists.scopeOf(await onlyScope())).nextUpdate).to.equal(THIS_UPDATE + 30n * DAY);
    });

    it('completes also when the issuer fell meanwhile, or was registered anew: what is signed stays signed [S37]', async () => {
      const { anyone, lists, registry, revoker, subCi, ci } = system;
      const der = crl(subCi.key, { serialNumbers: listed });
      await anyone.submitCrl(issuerOf(subCi), der, 2, []);
      await registry.connect(revoker).removeAnchor(ci.leaf);
      await registry.sweep(100);
      const again = await addAnchor(system);
      const renewed = certificate(again, Role.SubCi, {
        serialNumber: subCi.serialNumber,
        key: subCi.key,
        notAfter: subCi.notAfter - 1n,
      });
      await register(system, renewed);
      await lists.continueCrl(nameOf(der), all.subarray(2 * each), 10, []);
      expect((await registry.recordAt(recordId(subCi.key.hash, listed[4]!))).state).to.equal(1n);
      expect(await nextUpdateOf(renewed.leaf)).to.equal(0n);
      await lists.refresh(issuerOf(renewed));
      expect(await nextUpdateOf(renewed.leaf)).to.equal(THIS_UPDATE + 365n * DAY);
    });
  });

  describe('freshness', () => {
    it('is that of the scope whose list ends first, and only of lists that are complete', async () => {
      const { anyone, lists, issuer, ci } = system;
      const a = crl(ci.key, { nextUpdate: THIS_UPDATE + 20n * DAY });
      await anyone.submitCrl(issuer, a, 10, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 20n * DAY);
      const b = crl(ci.key, { uri: URI_B, nextUpdate: THIS_UPDATE + 10n * DAY, serialNumbers: [1n] });
      await anyone.submitCrl(issuer, b, 0, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 20n * DAY);
      await lists.continueCrl(nameOf(b), entriesOf([1n]), 1, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 10n * DAY);
      const c = crl(ci.key, { uri: URI_B, number: 2n, nextUpdate: THIS_UPDATE + 30n * DAY });
      await expect(anyone.submitCrl(issuer, c, 10, []))
        .to.emit(system.registry, 'NextUpdateSet')
        .withArgs(ci.leaf, THIS_UPDATE + 20n * DAY);
    });

    it('knows nothing while one of two scopes never had a complete list', async () => {
      const { anyone, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { uri: URI_B, serialNumbers: [1n] }), 0, []);
      await anyone.submitCrl(issuer, crl(ci.key), 10, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(0n);
    });

    it('makes lines Stale where the issuer is to fail closed, and a new list heals them', async () => {
      const { anyone, registry, governance, issuer, ci, subCi } = system;
      await registry.connect(governance).setFailClosed(ci.leaf, true);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Stale);
      await anyone.submitCrl(issuer, crl(ci.key), 10, []);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Valid);
      await time.increaseTo(THIS_UPDATE + 365n * DAY + 1n);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Stale);
      // A sub-CI whose own line is stale may bring its list all the same.
      await anyone.submitCrl(issuerOf(subCi), crl(subCi.key), 10, []);
      await anyone.submitCrl(issuer, crl(ci.key, { number: 2n, thisUpdate: THIS_UPDATE + 365n * DAY }), 10, []);
      expect(await registry.isValid(subCi.leaf)).to.equal(Status.Valid);
    });

    it('can be said again by anybody, but not where there is no list', async () => {
      const { anyone, lists, registry, revoker, issuer, ci } = system;
      await expect(anyone.refresh(issuer))
        .to.be.revertedWithCustomError(lists, 'ScopeUnknown')
        .withArgs(ci.key.hash, ethers.ZeroHash);
      await anyone.submitCrl(issuer, crl(ci.key), 10, []);
      await registry.connect(revoker).setNextUpdate(ci.leaf, 1n);
      await anyone.refresh(issuer);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 365n * DAY);
      await expect(anyone.refresh({ ...issuer, revKey: 1n })).to.be.revertedWithCustomError(lists, 'IssuerRefused');
    });
  });

  describe('forgetScope', () => {
    it('counts an abandoned scope no more; its old lists do not come back, a newer one does', async () => {
      const { anyone, lists, governance, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { number: 4n, nextUpdate: THIS_UPDATE + DAY }), 10, []);
      await anyone.submitCrl(issuer, crl(ci.key, { uri: URI_B }), 10, []);
      const [a, b] = await lists.scopesOf(ci.key.hash, false);
      await expect(lists.connect(governance).forgetScope(ci.key.hash, false, a!))
        .to.emit(lists, 'ScopeForgotten')
        .withArgs(ci.key.hash, a);
      expect(await lists.scopesOf(ci.key.hash, false)).to.deep.equal([b]);
      await anyone.refresh(issuer);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 365n * DAY);
      await expect(anyone.submitCrl(issuer, crl(ci.key, { number: 4n }), 10, [])).to.be.revertedWithCustomError(
        lists,
        'CrlNumberNotNewer',
      );
      await anyone.submitCrl(issuer, crl(ci.key, { number: 5n, nextUpdate: THIS_UPDATE + 2n * DAY }), 10, []);
      expect(await lists.scopesOf(ci.key.hash, false)).to.deep.equal([b, a]);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 2n * DAY);
    });

    it('leaves a list of it that is under way nothing to say about freshness', async () => {
      const { anyone, lists, governance, issuer, ci } = system;
      await anyone.submitCrl(issuer, crl(ci.key, { uri: URI_B }), 10, []);
      const der = crl(ci.key, { serialNumbers: [1n], nextUpdate: THIS_UPDATE + DAY });
      await anyone.submitCrl(issuer, der, 0, []);
      const [, a] = await lists.scopesOf(ci.key.hash, false);
      await lists.connect(governance).forgetScope(ci.key.hash, false, a!);
      await lists.continueCrl(nameOf(der), entriesOf([1n]), 1, []);
      expect(await nextUpdateOf(ci.leaf)).to.equal(THIS_UPDATE + 365n * DAY);
    });

    it('refuses what is not counted', async () => {
      const { lists, governance, ci } = system;
      await expect(lists.connect(governance).forgetScope(ci.key.hash, false, EMPTY))
        .to.be.revertedWithCustomError(lists, 'ScopeUnknown')
        .withArgs(ci.key.hash, EMPTY);
    });
  });

  it('belongs to the two registries for good', async () => {
    const { lists, registry, revocations } = system;
    expect(await lists.certificates()).to.equal(await registry.getAddress());
    expect(await lists.revocations()).to.equal(await revocations.getAddress());
    expect(await lists.MAX_SCOPES()).to.equal(8n);
  });
});

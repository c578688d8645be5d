import { readFileSync } from 'node:fs';
import path from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { objectIdentifier, sequence, setOf, text } from '../../../src/pki/der/writer.ts';
import { Tag } from '../../../src/pki/der/tag.ts';
import { basicConstraints } from '../../../src/pki/mint/extension.ts';
import { sign } from '../../../src/pki/mint/sign.ts';
import { Oid } from '../../../src/pki/oid.ts';
import {
  euiccProfile,
  serverProfile,
  subCiProfile,
  tlsProfile,
  type MintProfile,
} from '../../../src/pki/mint/profile.ts';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { withBitFlipped } from '../../../src/pki/mint/forge.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf } from '../../../src/pki/mint/pki.ts';
import { issuerOpening } from '../../../src/sdk/transparent.ts';
import {
  issuerLeaf,
  openStatement,
  type CertificateStatement,
  type IssuerRecord,
} from '../../../src/zk/certificate.ts';
import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';
import { encodeFlags, keyHash, recordId, revKey, Role } from '../../../src/zk/values.ts';
import { derWith, NOT_BEFORE, pki } from '../../pki/support/fixture.ts';
import { requireVectors } from '../../pki/support/vectors.ts';
import { prove } from '../support/certificates.ts';
import { loadFixture, networkHelpers, time } from '../support/chain.ts';
import { Status } from '../support/status.ts';
import {
  anchorOf,
  deployOpenSystem,
  registerOpen,
  simulateOpen,
  stated,
  type OpenSystem,
} from '../support/transparent.ts';

const YEAR = 365n * 86_400n;
/** More than the circuit takes: two attributes in one RDN, a name of 300 characters. */
const LONG_SUBJECT = sequence(
  setOf(attribute(Oid.commonName, 'n'.repeat(300)), attribute(Oid.organizationalUnitName, 'left')),
  setOf(attribute(Oid.organizationName, 'OpenRSP')),
);
const fixture = () => deployOpenSystem();
const der = ({ certificate }: Pick<Minted, 'certificate'>): Uint8Array => certificate.der;

/** What the events and the record of a leaf say after `act`, without gas and block. */
async function outcome(system: OpenSystem, leaf: bigint, act: () => Promise<unknown>): Promise<unknown> {
  const snapshot = await networkHelpers.takeSnapshot();
  await act();
  const { registry } = system;
  const block = await time.latestBlock();
  const logs = await registry.queryFilter(registry.filters.CertificateRegistered(), block, block);
  const trees = await registry.queryFilter(registry.filters.CaLeafSet(), block, block);
  const found = {
    events: [...logs, ...trees].map(({ args }) => [...args]),
    record: await registry.recordOf(leaf),
    status: await registry.isValid(leaf),
    caRoot: await registry.caRoot(),
  };
  await snapshot.restore();
  return found;
}

function attribute(type: string, value: string): Uint8Array {
  return sequence(objectIdentifier(type), text(Tag.Utf8String, value));
}

/** Extensions of a sub-CI that states no path length. */
const withoutPathLength: MintProfile['extensions'] = (own, issuer) =>
  subCiProfile(0)
    .extensions(own, issuer)
    .map((member) => (Buffer.from(member).includes(Buffer.from('551d13', 'hex')) ? basicConstraints() : member));

/** A rejection as such: for what was caught before the chain was put back. */
function rethrow(outcome: unknown): unknown {
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** The opening that a proof's registration is called with. */
const openingOf = (statement: CertificateStatement, parent: IssuerRecord) => ({
  parent: issuerLeaf(parent),
  keyHash: statement.opening.keyHash,
  serialNumber: statement.serialNumber,
  role: statement.role,
  flags: encodeFlags(statement.flags),
  notAfter: statement.notAfter,
  attribute: statement.opening.extra,
});

describe('TransparentRegistration', () => {
  describe('registerTransparent', () => {
    async function expectSameRecord(system: OpenSystem, statement: CertificateStatement): Promise<void> {
      const { issuer, leaf, certificate } = statement;
      const open = await outcome(system, leaf, () => registerOpen(system, [certificate.der], issuer));
      const proven = await outcome(system, leaf, async () =>
        system.registry
          .connect(system.stranger)
          .register(await prove(system, system.stranger, leaf), openingOf(statement, issuer)),
      );
      expect(open).to.deep.equal(proven);
      expect(open).to.have.property('status', Status.Valid);
      expect(await simulateOpen(system, [certificate.der], issuer)).to.deep.equal([leaf]);
    }

    it('makes of every minted certificate the record that its proof makes', async () => {
      const system = await loadFixture(fixture);
      const { subCi, eum, subCiEum, dpAuth, dpPb, dpTls, dsAuth, dsTls } = pki();
      for (const minted of [subCi, eum, dpAuth, dpPb, dpTls, dsAuth, dsTls]) {
        await expectSameRecord(system, stated(minted, system.anchor));
      }
      const { record } = stated(subCi, system.anchor);
      await registerOpen(system, [der(subCi)], system.anchor);
      await expectSameRecord(system, stated(subCiEum, record!));
    });

    it('makes of the certificates of SGP.26 the records that their proofs make', async function () {
      const folder = requireVectors(this, 'sgp26');
      const system = await loadFixture(fixture);
      const read = (name: string) => parseCertificate(readFileSync(path.join(folder, `CERT_${name}.der`)));
      const anchor = await anchorOf(system, read('CI_ECDSA_NIST'), 2n);
      for (const name of ['EUM_ECDSA_NIST', 'S_SM_DPauth_ECDSA_NIST', 'S_SM_DPpb_ECDSA_NIST', 'S_SM_DP_TLS_NIST']) {
        await expectSameRecord(system, stated({ certificate: read(name) }, anchor));
      }
    });

    it('registers a whole chain in one call, each certificate under the one before it', async () => {
      const system = await loadFixture(fixture);
      const subCi = stated(pki().subCi, system.anchor);
      const eum = stated(pki().subCiEum, subCi.record!);
      const chain = [der(pki().subCi), der(pki().subCiEum)];
      expect(await simulateOpen(system, chain, system.anchor)).to.deep.equal([subCi.leaf, eum.leaf]);
      const { registry } = system;
      await expect(registerOpen(system, chain, system.anchor))
        .to.emit(registry, 'CertificateRegistered')
        .withArgs(
          eum.leaf,
          subCi.leaf,
          Role.Eum,
          eum.opening.keyHash,
          eum.opening.revKey,
          eum.notAfter,
          encodeFlags(eum.flags),
          eum.opening.extra,
          eum.serialNumber,
        );
      expect([await registry.isValid(subCi.leaf), await registry.isValid(eum.leaf)]).to.deep.equal([
        Status.Valid,
        Status.Valid,
      ]);
      expect(await registry.keyHashOf(subCi.leaf)).to.equal(subCi.opening.keyHash);
    });

    it('is all or nothing: a chain with a bad end registers none of it [S41]', async () => {
      const system = await loadFixture(fixture);
      const end = der(pki().subCiEum);
      const chain = [der(pki().subCi), withBitFlipped(end, end.length - 1)];
      await expect(registerOpen(system, chain, system.anchor))
        .to.be.revertedWithCustomError(system.transparent, 'SignatureRefused')
        .withArgs(1);
      const { leaf } = stated(pki().subCi, system.anchor);
      expect(await system.registry.isValid(leaf)).to.equal(Status.Unknown);
    });

    it('ends a CA and a server with their issuer, and counts the path length down', async () => {
      const system = await loadFixture(fixture);
      const { registry, governance, anchor } = system;
      const short = { ...anchor, notAfter: NOT_BEFORE + YEAR, flags: { crlSign: true, pathLength: 2 } };
      const { x, y } = anchor.publicKey;
      const leaf = await registry.connect(governance).addAnchor.staticCall(x, y, short.notAfter, 0b101);
      await registry.connect(governance).addAnchor(x, y, short.notAfter, 0b101);
      const { args } = (await registry.queryFilter(registry.filters.AnchorAdded())).at(-1)!;
      const second = { ...short, revKey: args.revKey };
      expect(issuerLeaf(second)).to.equal(leaf);
      for (const minted of [pki().subCi, pki().dpAuth]) {
        const statement = stated(minted, second);
        expect(statement.notAfter).to.equal(short.notAfter);
        await registerOpen(system, [der(minted)], second);
        expect((await registry.recordOf(statement.leaf)).record.notAfter).to.equal(short.notAfter);
      }
    });

    it('takes a certificate that the circuit has no room for: several attributes in a name, more octets', async () => {
      const system = await loadFixture(fixture);
      const certificate = parseCertificate(derWith({ subject: LONG_SUBJECT }));
      expect(certificate.tbs.length).to.be.above(759);
      const { leaf } = openStatement({ certificate, issuer: system.anchor });
      expect(await simulateOpen(system, [certificate.der], system.anchor)).to.deep.equal([leaf]);
    });
  });

  describe('refuses', () => {
    it('a chip, which a proof hides [S40]', async () => {
      const system = await loadFixture(fixture);
      const { transparent } = system;
      const eum = stated(pki().eum, system.anchor);
      await registerOpen(system, [der(pki().eum)], system.anchor);
      await expect(registerOpen(system, [der(pki().euiccs[0])], eum.record!))
        .to.be.revertedWithCustomError(transparent, 'RoleNotPublic')
        .withArgs(Role.Euicc);
      const underCi = derWith({}, euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 7)));
      await expect(registerOpen(system, [underCi], system.anchor))
        .to.be.revertedWithCustomError(transparent, 'RoleNotPublic')
        .withArgs(Role.Euicc);
      expect(await system.registry.chipTreeSize()).to.equal(0n);
    });

    it('a CI, which is an anchor [S15]', async () => {
      const system = await loadFixture(fixture);
      await expect(registerOpen(system, [der(pki().ci)], system.anchor))
        .to.be.revertedWithCustomError(system.transparent, 'RoleNotPublic')
        .withArgs(Role.Ci);
    });

    it('an empty chain', async () => {
      const system = await loadFixture(fixture);
      await expect(registerOpen(system, [], system.anchor)).to.be.revertedWithCustomError(
        system.transparent,
        'ChainEmpty',
      );
    });

    it('a signature of another key, and names its place in the chain [S15]', async () => {
      const system = await loadFixture(fixture);
      const { transparent, anchor } = system;
      const stranger = pki().authority.keyPair('stranger');
      const forged = derWith({}, serverProfile('DpAuth'), { ...pki().ci, secretKey: stranger.secretKey });
      await expect(registerOpen(system, [forged], anchor))
        .to.be.revertedWithCustomError(transparent, 'SignatureRefused')
        .withArgs(0);
      // Under the sub-CI, and under nobody else.
      await expect(registerOpen(system, [der(pki().subCiEum)], anchor))
        .to.be.revertedWithCustomError(transparent, 'SignatureRefused')
        .withArgs(0);
      await expect(registerOpen(system, [der(pki().subCi), der(pki().eum)], anchor))
        .to.be.revertedWithCustomError(transparent, 'SignatureRefused')
        .withArgs(1);
    });

    it("an issuer who is only called so: the opening must be a registered leaf's [S33]", async () => {
      const system = await loadFixture(fixture);
      const { registry, anchor, transparent } = system;
      const stranger = pki().authority.keyPair('stranger');
      const own = { ...anchor, publicKey: p256.Point.fromBytes(stranger.point).toAffine() };
      const forged = derWith({}, serverProfile('DpAuth'), { ...pki().ci, secretKey: stranger.secretKey });
      await expect(registerOpen(system, [forged], own))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(issuerLeaf(own), Status.Unknown);
      for (const changed of [
        { ...anchor, notAfter: anchor.notAfter + 1n },
        { ...anchor, flags: { crlSign: false, pathLength: 7 } },
        { ...anchor, role: Role.SubCi },
        { ...anchor, revKey: anchor.revKey + 1n },
      ]) {
        await expect(registerOpen(system, [der(pki().dpAuth)], changed))
          .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
          .withArgs(issuerLeaf(changed), Status.Unknown);
      }
      const opening = { ...issuerOpening(anchor), revKey: anchor.revKey + FIELD_MODULUS };
      await expect(transparent.registerTransparent([der(pki().dpAuth)], opening))
        .to.be.revertedWithCustomError(transparent, 'NotInField')
        .withArgs(opening.revKey);
    });

    it('what an EUM or a server signed [S15]', async () => {
      const system = await loadFixture(fixture);
      const { registry, anchor } = system;
      const underServer = derWith({}, serverProfile('DpPb'), pki().dpAuth);
      await expect(registerOpen(system, [der(pki().dpAuth), underServer], anchor))
        .to.be.revertedWithCustomError(registry, 'RoleRefused')
        .withArgs(Role.DpAuth, Role.DpPb);
      const underEum = derWith({}, serverProfile('DpAuth'), pki().eum);
      await expect(registerOpen(system, [der(pki().eum), underEum], anchor))
        .to.be.revertedWithCustomError(registry, 'RoleRefused')
        .withArgs(Role.Eum, Role.DpAuth);
      // An EUM's leaf has a constraint, which an issuer's opening leaves out: it opens no leaf.
      await registerOpen(system, [der(pki().eum)], anchor);
      const { record } = stated(pki().eum, anchor);
      await expect(registerOpen(system, [underEum], record!)).to.be.revertedWithCustomError(registry, 'IssuerNotValid');
    });

    it('more CAs than a path length allows [S15]', async () => {
      const system = await loadFixture(fixture);
      const { registry, anchor } = system;
      const validity = { notBefore: NOT_BEFORE, notAfter: NOT_BEFORE + YEAR };
      const mint = (name: string, profile: MintProfile, issuer: Minted) =>
        pki().authority.mint({ name, profile, validity, issuer });
      const lowest = mint('transparent: lowest', subCiProfile(0), pki().subCi);
      const below = mint('transparent: below', subCiProfile(0), lowest);
      await expect(registerOpen(system, [der(pki().subCi), der(lowest), der(below)], anchor))
        .to.be.revertedWithCustomError(registry, 'PathLengthRefused')
        .withArgs(encodeFlags({ crlSign: true, pathLength: 0 }), encodeFlags({ crlSign: true, pathLength: 0 }));
      const unlimited: MintProfile = { ...subCiProfile(0), extensions: withoutPathLength };
      const line = [mint('transparent: 1', unlimited, pki().ci)];
      for (let i = 2; i <= 4; i++) line.push(mint(`transparent: ${i}`, unlimited, line.at(-1)!));
      await expect(registerOpen(system, line.map(der), anchor)).to.be.revertedWithCustomError(registry, 'LineTooLong');
      await registerOpen(system, line.slice(0, 3).map(der), anchor);
    });

    it('a certificate before its first second and after its last [S13] [S17]', async () => {
      const system = await loadFixture(fixture);
      const { transparent, registry, anchor } = system;
      const now = BigInt(await time.latest());
      const at = async (seconds: bigint, certificate: Uint8Array): Promise<unknown> => {
        const snapshot = await networkHelpers.takeSnapshot();
        await time.setNextBlockTimestamp(seconds);
        const sent: unknown = await registerOpen(system, [certificate], anchor).catch((error: unknown) => error);
        await snapshot.restore();
        return rethrow(sent);
      };
      const bounded = derWith({ notBefore: now + 100n, notAfter: now + 200n });
      await expect(at(now + 99n, bounded))
        .to.be.revertedWithCustomError(transparent, 'CertificateNotYetValid')
        .withArgs(now + 100n);
      await at(now + 100n, bounded);
      await at(now + 200n, bounded);
      await expect(at(now + 201n, bounded))
        .to.be.revertedWithCustomError(registry, 'CertificateExpired')
        .withArgs(now + 200n);
      // Shell model: the issuer must be in date as well.
      await expect(at(anchor.notAfter + 1n, derWith({ notAfter: anchor.notAfter + YEAR })))
        .to.be.revertedWithCustomError(registry, 'CertificateExpired')
        .withArgs(anchor.notAfter);
    });

    it('a revoked certificate, and one under a revoked or removed issuer [S37]', async () => {
      const system = await loadFixture(fixture);
      const { registry, revocations, revoker, anchor } = system;
      const issuerKeyHash = keyHash(anchor.publicKey);
      const dpAuth = revKey(issuerKeyHash, pki().dpAuth.certificate.serialNumber);
      const subCi = stated(pki().subCi, anchor);
      await registerOpen(system, [der(pki().subCi)], anchor);
      await revocations
        .connect(revoker)
        .revokeCertificates([
          recordId(issuerKeyHash, pki().dpAuth.certificate.serialNumber),
          recordId(issuerKeyHash, subCi.serialNumber),
        ]);
      await expect(registerOpen(system, [der(pki().dpAuth)], anchor))
        .to.be.revertedWithCustomError(registry, 'CertificateIsRevoked')
        .withArgs(dpAuth);
      await expect(registerOpen(system, [der(pki().subCiEum)], subCi.record!))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(subCi.leaf, Status.Revoked);
      await registry.connect(revoker).removeAnchor(issuerLeaf(anchor));
      await expect(registerOpen(system, [der(pki().dpPb)], anchor))
        .to.be.revertedWithCustomError(registry, 'IssuerNotValid')
        .withArgs(issuerLeaf(anchor), Status.Revoked);
    });

    it('a second registration, whichever way the first one came [S25]', async () => {
      const system = await loadFixture(fixture);
      const { registry, stranger, anchor } = system;
      const server = stated(pki().dpAuth, anchor);
      await registerOpen(system, [der(pki().dpAuth)], anchor);
      await expect(registerOpen(system, [der(pki().dpAuth)], anchor))
        .to.be.revertedWithCustomError(registry, 'CertificateAlreadyRegistered')
        .withArgs(server.opening.revKey);
      const proof = await prove(system, stranger, server.leaf);
      await expect(registry.connect(stranger).register(proof, openingOf(server, anchor)))
        .to.be.revertedWithCustomError(registry, 'CertificateAlreadyRegistered')
        .withArgs(server.opening.revKey);
      const eum = stated(pki().eum, anchor);
      await registry.connect(stranger).register(await prove(system, stranger, eum.leaf), openingOf(eum, anchor));
      await expect(registerOpen(system, [der(pki().eum)], anchor))
        .to.be.revertedWithCustomError(registry, 'CertificateAlreadyRegistered')
        .withArgs(eum.opening.revKey);
    });

    it('the twin of a signature that was used, for the certificate is the same [S12] [S25]', async () => {
      const system = await loadFixture(fixture);
      const { registry, anchor } = system;
      const low = derWith({}, tlsProfile('DsTls'));
      const certificate = parseCertificate(low);
      const twin = sign(certificate.tbs, pki().ci.secretKey, 'high');
      expect(parseCertificate(twin).signature.s).to.not.equal(certificate.signature.s);
      expect(await simulateOpen(system, [twin], anchor)).to.deep.equal(await simulateOpen(system, [low], anchor));
      await registerOpen(system, [twin], anchor);
      await expect(registerOpen(system, [low], anchor)).to.be.revertedWithCustomError(
        registry,
        'CertificateAlreadyRegistered',
      );
    });

    it('everything while the registry is paused [S42]', async () => {
      const system = await loadFixture(fixture);
      const { registry, guardian, anchor } = system;
      const until = (await time.latest()) + 86_400;
      await registry.connect(guardian).pause(until);
      await expect(registerOpen(system, [der(pki().dpAuth)], anchor))
        .to.be.revertedWithCustomError(registry, 'PausedUntil')
        .withArgs(until);
    });
  });
});

import { expect } from 'chai';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { mintNegative, type NegativeName } from '../../../src/pki/mint/negative.ts';
import type { Attribute } from '../../../src/pki/mint/name.ts';
import { serverProfile } from '../../../src/pki/mint/profile.ts';
import { mintPki } from '../../../src/pki/mint/pki.ts';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { CertificateStatementError, type CertificateStatementErrorCode } from '../../../src/zk/certificate/error.ts';
import { anchorRecord, issuerLeaf, type IssuerRecord } from '../../../src/zk/certificate/issuer.ts';
import {
  certificateStatement,
  openStatement,
  type CertificateStatement,
} from '../../../src/zk/certificate/statement.ts';
import {
  anchorRevKey,
  caLeaf,
  chipLeaf,
  constraint,
  encodeFlags,
  encodeMeta,
  holder,
  keyHash,
  nullifier,
  revKey,
  ridHash,
  Role,
  serverLeaf,
} from '../../../src/zk/values.ts';

const SECRET = 0x5eedn;

describe('certificateStatement', () => {
  const pki = mintPki({ seed: 'certificate statement' });
  const anchor = anchorRecord(pki.ci.certificate, 1n);
  const [euicc] = pki.euiccs;
  const state = ({ certificate }: Pick<Minted, 'certificate'>, issuer: IssuerRecord, holderSecret?: bigint) =>
    certificateStatement({ certificate, issuer, holderSecret });
  const subCi = state(pki.subCi, anchor);
  const eum = state(pki.eum, anchor);

  it('states a CA as a caLeaf, with its constraint if it is an EUM', () => {
    const { publicKey, serialNumber, notAfter, nameConstraints } = pki.eum.certificate;
    const revocation = revKey(keyHash(anchor.publicKey), serialNumber);
    const value = constraint(nameConstraints!.organization, nameConstraints!.prefixes);
    const meta = encodeMeta(Role.Eum, encodeFlags({ crlSign: false, pathLength: 0 }), notAfter);
    expect(eum.leaf).to.equal(caLeaf(keyHash(publicKey), meta, revocation, value));
    expect(eum.nullifier).to.equal(0n);
    expect(issuerLeaf(eum.record!)).to.equal(eum.leaf);
    expect(issuerLeaf(subCi.record!)).to.equal(subCi.leaf);
    expect(subCi.opening.extra).to.equal(0n);
  });

  it('states a server as a serverLeaf with its RID', () => {
    const { publicKey, serialNumber, notAfter, registeredId } = pki.dpAuth.certificate;
    const statement = state(pki.dpAuth, anchor);
    const meta = encodeMeta(Role.DpAuth, 0, notAfter);
    const revocation = revKey(keyHash(anchor.publicKey), serialNumber);
    expect(statement.leaf).to.equal(serverLeaf(keyHash(publicKey), meta, revocation, ridHash(registeredId)));
    expect([statement.nullifier, statement.record]).to.deep.equal([0n, undefined]);
  });

  it('states a chip as a chipLeaf that hides the EID behind the holder secret', () => {
    const { publicKey, serialNumber, notAfter, eid } = euicc.certificate;
    const statement = state(euicc, eum.record!, SECRET);
    const revocation = revKey(keyHash(pki.eum.certificate.publicKey), serialNumber);
    const meta = encodeMeta(Role.Euicc, 0, notAfter);
    expect(statement.leaf).to.equal(chipLeaf(keyHash(publicKey), meta, revocation, holder(SECRET, eid!)));
    expect(statement.nullifier).to.equal(nullifier(keyHash(publicKey), revocation));
  });

  it('opens an anchor with the number governance gave it', () => {
    const key = keyHash(pki.ci.certificate.publicKey);
    const meta = encodeMeta(Role.Ci, encodeFlags({ crlSign: true, pathLength: 7 }), pki.ci.certificate.notAfter);
    expect(issuerLeaf(anchor)).to.equal(caLeaf(key, meta, anchorRevKey(key, 1n), 0n));
    expect(issuerLeaf(anchorRecord(pki.ci.certificate, 2n))).to.not.equal(issuerLeaf(anchor));
  });

  it('takes one from the path length for each CA, and the smaller of its own and that', () => {
    const under = (pathLength: number) =>
      state(pki.subCi, { ...anchor, flags: { ...anchor.flags, pathLength } }).flags.pathLength;
    expect([1, 2, 3, 6, 7].map(under)).to.deep.equal([0, 1, 1, 1, 1]);
    expect(eum.flags.pathLength).to.equal(0);
  });

  it('ends a CA and a server with their issuer', () => {
    const short = { ...anchor, notAfter: pki.notBefore + 5n };
    expect(state(pki.subCi, short).notAfter).to.equal(short.notAfter);
    expect(state(pki.dpAuth, short).notAfter).to.equal(short.notAfter);
    expect(state(euicc, { ...eum.record!, notAfter: 5n }, SECRET).notAfter).to.equal(euicc.certificate.notAfter);
  });

  it('says why a certificate cannot be proven under its issuer', () => {
    const refusals: readonly [() => CertificateStatement, CertificateStatementErrorCode][] = [
      [() => state(pki.ci, anchor), 'Anchor'],
      [() => state(pki.dpAuth, eum.record!), 'IssuerRole'],
      [() => state(euicc, anchor, SECRET), 'IssuerRole'],
      [() => state(pki.dpAuth, subCi.record!), 'SignatureInvalid'],
      [() => state(pki.subCi, { ...anchor, flags: { ...anchor.flags, pathLength: 0 } }), 'PathLength'],
      [() => state(euicc, eum.record!), 'HolderSecret'],
      [() => state(pki.dpAuth, anchor, SECRET), 'HolderSecret'],
      [() => fromNegative('wrongOrganization'), 'OrganizationNotPermitted'],
      [() => fromNegative('wrongEidPrefix'), 'EidNotPermitted'],
    ];
    for (const [action, code] of refusals) {
      expect(action).to.throw(CertificateStatementError).with.property('code', code);
    }
  });

  it('states the same of a CA or server in the open, whatever its size, and nothing of a chip', () => {
    for (const minted of [pki.subCi, pki.eum, pki.dpAuth, pki.dsTls]) {
      expect(openStatement({ certificate: minted.certificate, issuer: anchor })).to.deep.equal(state(minted, anchor));
    }
    const subject: Attribute[] = [['CN', 'x'.repeat(400)]];
    const large = pki.authority.mint({
      name: 'large',
      profile: { ...serverProfile('DpAuth'), subject },
      validity: { notBefore: pki.notBefore, notAfter: pki.notBefore + 1n },
      issuer: pki.ci,
    });
    expect(() => state(large, anchor))
      .to.throw(CertificateStatementError)
      .with.property('code', 'Limit');
    expect(openStatement({ certificate: large.certificate, issuer: anchor }).role).to.equal(Role.DpAuth);
    const refusals: readonly [Minted, IssuerRecord, CertificateStatementErrorCode][] = [
      [euicc, eum.record!, 'Chip'],
      [pki.ci, anchor, 'Anchor'],
      [pki.dpAuth, subCi.record!, 'SignatureInvalid'],
    ];
    for (const [{ certificate }, issuer, code] of refusals) {
      expect(() => openStatement({ certificate, issuer }))
        .to.throw(CertificateStatementError)
        .with.property('code', code);
    }
  });

  function fromNegative(name: NegativeName): CertificateStatement {
    return state({ certificate: parseCertificate(mintNegative(pki, name).der) }, eum.record!, SECRET);
  }
});

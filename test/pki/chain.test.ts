import { expect } from 'chai';
import { parseCertificate, type Certificate } from '../../src/pki/certificate.ts';
import { findIssuer, validateChain } from '../../src/pki/chain.ts';
import { issue } from '../../src/pki/mint/issue.ts';
import type { Minted } from '../../src/pki/mint/authority.ts';
import { name } from '../../src/pki/mint/name.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf } from '../../src/pki/mint/pki.ts';
import { authorityKeyIdentifier } from '../../src/pki/mint/extension.ts';
import {
  ciProfile,
  eumProfile,
  euiccProfile,
  serverProfile,
  subCiProfile,
  type MintProfile,
} from '../../src/pki/mint/profile.ts';
import { NOT_BEFORE, NOW, derWith, extensionsOf, pki, poolOf } from './support/fixture.ts';
import { expectRefusal } from './support/refusal.ts';
import { loadDirectory } from '../../src/pki/file.ts';
import { requireVectors } from './support/vectors.ts';

const YEAR = 365n * 86_400n;
const roles = (line: readonly Certificate[]): string => line.map(({ role }) => role).join(' < ');

const VALIDITY = { notBefore: NOT_BEFORE, notAfter: NOT_BEFORE + YEAR };
let minted = 0;

/** A certificate of `profile` by `issuer` (undefined: itself), with a key of its own, valid at NOW unless stated. */
function mint(profile: MintProfile, issuer: Minted | undefined, validity = VALIDITY): Minted {
  return pki().authority.mint({ name: `chain test ${minted++}`, profile, validity, issuer });
}

/** `count` sub-CI certificates of one key, which that key itself signed under the CI's name for it. */
function selfIssued(count: number): readonly Certificate[] {
  const { authority } = pki();
  const keys = authority.keyPair('self-issued');
  const issuer = authority.mint({
    name: 'self-issued',
    profile: subCiProfile(7),
    validity: VALIDITY,
    issuer: pki().ci,
  });
  return Array.from({ length: count }, (_, i) => {
    const request = { name: `self-issued ${i}`, profile: subCiProfile(7), validity: VALIDITY, issuer };
    return parseCertificate(issue(authority.template(request, keys), keys.secretKey));
  });
}

const validate = (certificate: Certificate, extra: readonly Certificate[] = [], at = NOW) =>
  validateChain(certificate, [...extra, ...poolOf(pki())], [pki().ci.certificate], at);

describe('validateChain', () => {
  it('finds the line of every certificate of a PKI, leaf first', () => {
    const lines = Object.fromEntries(
      pki().all.map(({ name: label, certificate }) => [label, roles(validate(certificate))]),
    );
    expect(lines).to.deep.equal({
      CERT_CI: 'Ci',
      CERT_SUBCI: 'SubCi < Ci',
      CERT_EUM: 'Eum < Ci',
      CERT_SUBCI_EUM: 'Eum < SubCi < Ci',
      CERT_EUICC_1: 'Euicc < Eum < Ci',
      CERT_EUICC_2: 'Euicc < Eum < Ci',
      CERT_SUBCI_EUICC: 'Euicc < Eum < SubCi < Ci',
      CERT_DPauth: 'DpAuth < Ci',
      CERT_DPpb: 'DpPb < Ci',
      CERT_DP_TLS: 'DpTls < Ci',
      CERT_DSauth: 'DsAuth < Ci',
      CERT_DS_TLS: 'DsTls < Ci',
    });
  });

  it('accepts the official chain, whose names do not match [S15]', function () {
    const { certificates, byRole } = loadDirectory(requireVectors(this, 'sgp26'));
    for (const certificate of certificates)
      expect(validateChain(certificate, certificates, byRole.Ci, NOW).at(-1)).to.equal(byRole.Ci[0]);
    const [euicc, eum] = validateChain(byRole.Euicc[0]!, certificates, byRole.Ci, NOW);
    expect(euicc?.issuer.text).not.to.equal(eum?.subject.text);
  });

  it('refuses the official TLS certificate once it has expired, and not the others [S13]', function () {
    const { certificates, byRole } = loadDirectory(requireVectors(this, 'sgp26'));
    const at = BigInt(Date.parse('2026-08-02T13:14:38Z')) / 1000n;
    expect(validateChain(byRole.DpTls[0]!, certificates, byRole.Ci, at)).to.have.length(2);
    expectRefusal(
      'Expired',
      () => validateChain(byRole.DpTls[0]!, certificates, byRole.Ci, at + 1n),
      '2026-08-02T13:14:38Z',
    );
    expect(validateChain(byRole.DpAuth[0]!, certificates, byRole.Ci, at + 1n)).to.have.length(2);
  });

  it('lets the signature decide where key identifiers mislead or are missing [S15]', () => {
    const profile = serverProfile('DpAuth');
    const [, ...rest] = extensionsOf(profile);
    const misleading = authorityKeyIdentifier(pki().subCi.certificate.subjectKeyIdentifier ?? new Uint8Array());
    expect(roles(validate(parseCertificate(derWith({ extensions: rest }))))).to.equal('DpAuth < Ci');
    expect(roles(validate(parseCertificate(derWith({ extensions: [misleading, ...rest] }))))).to.equal('DpAuth < Ci');
  });

  it('is valid from notBefore to notAfter, both included [S13]', () => {
    const certificate = parseCertificate(derWith({ notBefore: NOW, notAfter: NOW + 10n }));
    expectRefusal('NotYetValid', () => validate(certificate, [], NOW - 1n));
    for (const at of [NOW, NOW + 10n]) expect(validate(certificate, [], at)).to.have.length(2);
    expectRefusal('Expired', () => validate(certificate, [], NOW + 11n));
  });

  it('refuses a certificate in date under an issuer that is not, and nests no periods: shell model [S17]', () => {
    const organization = EUM_ORGANIZATION;
    const chip = (eum: Minted) =>
      mint(euiccProfile(organization, eidOf(EUM_PREFIX, 50)), eum, { notBefore: 0n, notAfter: 174_283_972_743n });
    const eum = (notBefore: bigint, notAfter: bigint) =>
      mint(eumProfile(organization, [EUM_PREFIX]), pki().ci, { notBefore, notAfter });
    const expired = eum(NOW - YEAR, NOW - 1n);
    expectRefusal('Expired', () => validate(chip(expired).certificate, [expired.certificate]), 'EUM');
    const early = eum(NOW + 1n, NOW + YEAR);
    expectRefusal('NotYetValid', () => validate(chip(early).certificate, [early.certificate]), 'EUM');
    const current = eum(NOW, NOW);
    expect(validate(chip(current).certificate, [current.certificate])).to.have.length(3);
  });

  it('finds the renewed issuer beside the expired one of the same key', () => {
    const { eum, ci, euiccs } = pki();
    const keys = { secretKey: eum.secretKey, point: pki().authority.keyPair('CERT_EUM').point };
    const renewed = (notAfter: bigint) => {
      const request = {
        name: 'renewed',
        profile: eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]),
        validity: { notBefore: NOT_BEFORE, notAfter },
        issuer: ci,
      };
      return parseCertificate(issue(pki().authority.template(request, keys), ci.secretKey));
    };
    const [expired, current] = [renewed(NOT_BEFORE + 1n), renewed(NOW + YEAR)];
    expect(validateChain(euiccs[0].certificate, [expired, current], [ci.certificate], NOW)[1]).to.equal(current);
    expectRefusal('Expired', () => validateChain(euiccs[0].certificate, [expired], [ci.certificate], NOW));
  });

  it('refuses every issuer whose role may not issue this one [S15]', () => {
    const { ci, eum, dpAuth, euiccs } = pki();
    const euicc = euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 51));
    for (const [profile, issuer] of [
      [serverProfile('DpPb'), dpAuth],
      [serverProfile('DpAuth'), euiccs[0]],
      [serverProfile('DpAuth'), eum],
      [euicc, ci],
      [euicc, dpAuth],
      [eumProfile(EUM_ORGANIZATION, ['8']), eum],
      [eumProfile(EUM_ORGANIZATION, ['8']), euiccs[0]],
      [subCiProfile(0), eum],
      [subCiProfile(0), dpAuth],
    ] as const) {
      expectRefusal(
        'IssuerRole',
        () => validate(mint(profile, issuer).certificate),
        profile.role,
        issuer.certificate.role,
      );
    }
  });

  it('refuses a line longer than a path length allows, own and inherited [S15]', () => {
    const { ci, subCi } = pki();
    const eum = eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]);
    const under = (...lengths: readonly number[]) => {
      const line = lengths.reduce<Minted[]>(
        (above, length) => [...above, mint(subCiProfile(length), above.at(-1) ?? ci)],
        [],
      );
      const leaf = mint(eum, line.at(-1) ?? ci);
      return () =>
        validate(
          leaf.certificate,
          line.map(({ certificate }) => certificate),
        );
    };
    expect(under(1)()).to.have.length(3);
    expect(under(2, 1)()).to.have.length(4);
    expect(under(5, 5)()).to.have.length(4);
    expectRefusal('PathLength', under(0));
    expectRefusal('PathLength', under(1, 1));
    expectRefusal('PathLength', under(2, 0));
    expectRefusal('PathLength', under(9, 9, 9, 9, 9));
    expect(roles(validate(mint(serverProfile('DpAuth'), subCi).certificate))).to.equal('DpAuth < SubCi < Ci');
  });

  it('ends lines that go in circles', () => {
    const circle = selfIssued(1);
    expectRefusal('PathLength', () => validateChain(circle[0]!, circle, [pki().ci.certificate], NOW), '5');
  });

  it('gives up after a bounded search among certificates of one key [S54]', () => {
    const copies = selfIssued(12);
    expectRefusal('ChainTooComplex', () => validateChain(copies[0]!, copies, [pki().subCi.certificate], NOW));
  });

  it('demands the EUM’s organization, octet for octet [S16]', () => {
    const { eum } = pki();
    for (const organization of [
      'Another EUM',
      EUM_ORGANIZATION.toLowerCase(),
      `${EUM_ORGANIZATION} `,
      EUM_ORGANIZATION.slice(1),
    ]) {
      const chip = mint(euiccProfile(organization, eidOf(EUM_PREFIX, 52)), eum);
      expectRefusal('OrganizationNotPermitted', () => validate(chip.certificate));
    }
  });

  it('demands an EID that begins with one of the EUM’s prefixes, which need not be the whole [S16]', () => {
    const chip = (eum: Minted, eid: string) =>
      validate(mint(euiccProfile(EUM_ORGANIZATION, eid), eum).certificate, [eum.certificate]);
    const eum = mint(eumProfile(EUM_ORGANIZATION, ['89999003', '8999900', eidOf('12', 1)]), pki().ci);
    for (const eid of [eidOf('89999003', 1), eidOf('89999009', 1), eidOf('12', 1)])
      expect(chip(eum, eid)).to.have.length(3);
    for (const eid of [eidOf('89999103', 1), eidOf('08999900', 1), eidOf('12', 2)]) {
      expectRefusal('EidNotPermitted', () => chip(eum, eid), eid, '89999003, 8999900');
    }
  });

  it('swaps no eUICC between two EUMs [S16]', () => {
    const { eum, subCiEum } = pki();
    expectRefusal(
      'EidNotPermitted',
      () => validate(mint(euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 53)), subCiEum).certificate),
      eum.certificate.nameConstraints!.prefixes[0]!,
    );
  });

  it('trusts no Certificate Issuer but the anchors, also one of the same name [S15]', () => {
    const stranger = mint(ciProfile, undefined);
    const server = mint(serverProfile('DpAuth'), stranger);
    expectRefusal('UnknownAnchor', () => validate(server.certificate, [stranger.certificate]), 'add it as an anchor');
    expectRefusal('UnknownAnchor', () => validate(stranger.certificate));
    expectRefusal(
      'IssuerNotFound',
      () => validateChain(server.certificate, [], [pki().ci.certificate], NOW),
      'OpenRSP Test CI',
    );
  });

  it('refuses an anchor that did not sign itself', () => {
    const { ci, authority } = pki();
    const keys = authority.keyPair('CERT_CI');
    const validity = { notBefore: NOT_BEFORE, notAfter: NOW + YEAR };
    const template = authority.template({ name: 'forged CI', profile: ciProfile, validity, issuer: undefined }, keys);
    const forged = parseCertificate(issue(template, authority.keyPair('other').secretKey));
    expectRefusal('SignatureInvalid', () => validateChain(forged, [], [forged], NOW));
    expectRefusal('SignatureInvalid', () => validateChain(pki().dpAuth.certificate, [], [forged], NOW));
    expect(validateChain(ci.certificate, [], [ci.certificate], NOW)).to.deep.equal([ci.certificate]);
  });

  it('says that a signature is wrong where the issuer it names is there [S53]', () => {
    const { dpAuth, ci } = pki();
    const altered = dpAuth.certificate.der.slice();
    altered[altered.length - 1] = altered.at(-1)! ^ 1;
    expectRefusal('SignatureInvalid', () => validate(parseCertificate(altered)), ci.certificate.subject.text);
  });
});

describe('findIssuer', () => {
  it('finds the signer by its key, whatever the names and the order', () => {
    const { euiccs, eum, dpTls, ci } = pki();
    expect(findIssuer(euiccs[0].certificate, poolOf(pki()).toReversed())).to.equal(eum.certificate);
    expect(findIssuer(dpTls.certificate, poolOf(pki()))).to.equal(ci.certificate);
    expect(findIssuer(ci.certificate, poolOf(pki()))).to.equal(ci.certificate);
  });

  it('finds none where only the names fit', () => {
    const impostor = parseCertificate(
      derWith(
        { subject: name(['CN', 'OpenRSP Test CI'], ['OU', 'TESTCERT'], ['O', 'OpenRSP'], ['C', 'IT']) },
        ciProfile,
      ),
    );
    expect(findIssuer(pki().dpAuth.certificate, [impostor, pki().subCi.certificate])).to.equal(undefined);
  });
});

import { parseCertificate, type Certificate } from '../../src/pki/certificate.ts';
import { parseCrl, type Crl } from '../../src/pki/crl.ts';
import { Tag } from '../../src/pki/der/tag.ts';
import { integer, sequence, text } from '../../src/pki/der/writer.ts';
import type { PkiErrorCode } from '../../src/pki/error.ts';
import type { Minted } from '../../src/pki/mint/authority.ts';
import { issueCrl, type CrlTemplate } from '../../src/pki/mint/crls.ts';
import {
  authorityKeyIdentifier,
  distributionPointName,
  extendedKeyUsage,
  extension,
  subjectKeyIdentifier,
} from '../../src/pki/mint/extension.ts';
import { issue } from '../../src/pki/mint/issue.ts';
import { name } from '../../src/pki/mint/name.ts';
import { EUM_ORGANIZATION, eidOf, type MintedPki } from '../../src/pki/mint/pki.ts';
import {
  ciProfile,
  eumProfile,
  euiccProfile,
  serverProfile,
  subCiProfile,
  tlsProfile,
  type MintProfile,
} from '../../src/pki/mint/profile.ts';
import { Oid } from '../../src/pki/oid.ts';
import { NOT_BEFORE, NOW, derWith, extensionsOf } from './support/fixture.ts';
import { octets } from './support/refusal.ts';
import { Member, replaceAt } from './support/surgery.ts';

interface LimboCase {
  readonly expected: 'accept' | PkiErrorCode;
  readonly make: (pki: MintedPki) => {
    readonly der: Uint8Array;
    readonly pool?: readonly Certificate[];
    readonly crls?: readonly Crl[];
    readonly at?: bigint;
    readonly anchor?: Certificate;
  };
}

const DAY = 86_400n;
const server = serverProfile('DpAuth');

/** A server certificate with the DER at one member replaced; for rules of the parser, which come before the signature. */
const surgery =
  (at: readonly number[], replacement: Uint8Array): LimboCase['make'] =>
  () => ({ der: replaceAt(derWith({}), at, replacement) });
const serial =
  (serialNumber: bigint): LimboCase['make'] =>
  () => ({ der: derWith({ serialNumber }) });
const validity =
  (notBefore: bigint, notAfter: bigint): LimboCase['make'] =>
  () => ({ der: derWith({ notBefore, notAfter }) });

let minted = 0;
const mint = (pki: MintedPki, profile: MintProfile, issuer: Minted | undefined): Minted =>
  pki.authority.mint({
    name: `limbo ${minted++}`,
    profile,
    validity: { notBefore: NOT_BEFORE, notAfter: NOW + DAY },
    issuer,
  });

/** An EUM under sub-CIs with these path lengths. */
const pathLengths =
  (...lengths: readonly number[]): LimboCase['make'] =>
  (pki) => {
    const line = lengths.reduce<Minted[]>(
      (above, length) => [...above, mint(pki, subCiProfile(length), above.at(-1) ?? pki.ci)],
      [],
    );
    const eum = mint(pki, eumProfile(EUM_ORGANIZATION, ['89']), line.at(-1) ?? pki.ci);
    return { der: eum.certificate.der, pool: line.map(({ certificate }) => certificate) };
  };

/** A server certificate with the PKI's authentication key, judged by this CRL. */
const crl =
  (
    changes: (pki: MintedPki) => Partial<CrlTemplate>,
    signer: (pki: MintedPki) => Minted = ({ ci }) => ci,
  ): LimboCase['make'] =>
  (pki) => {
    const template: CrlTemplate = {
      issuer: pki.ci.certificate.subject.der,
      thisUpdate: NOT_BEFORE,
      nextUpdate: NOW + DAY,
      entries: [],
      extensions: [extension(Oid.cRLNumber, integer(1n))],
      ...changes(pki),
    };
    return { der: pki.dpAuth.certificate.der, crls: [parseCrl(issueCrl(template, signer(pki).secretKey))] };
  };
const revoking = (pki: MintedPki): Partial<CrlTemplate> => ({
  entries: [{ serialNumber: pki.dpAuth.certificate.serialNumber, revocationDate: NOT_BEFORE }],
});
const scoped = (...scope: Uint8Array[]): Partial<CrlTemplate> => ({
  extensions: [
    extension(Oid.cRLNumber, integer(1n)),
    extension(Oid.issuingDistributionPoint, sequence(...scope), true),
  ],
});

const withExtensions =
  (profile: MintProfile, change: (own: readonly Uint8Array[]) => readonly Uint8Array[]): LimboCase['make'] =>
  () => ({
    der: derWith({ extensions: change(extensionsOf(profile)) }, profile),
  });

const chip =
  (organization: string, eid: string, prefixes: readonly string[]): LimboCase['make'] =>
  (pki) => {
    const eum = mint(pki, eumProfile(EUM_ORGANIZATION, prefixes), pki.ci);
    return { der: mint(pki, euiccProfile(organization, eid), eum).certificate.der, pool: [eum.certificate] };
  };

/** Identifier → what must happen, and how the case is made. */
export const LIMBO: Readonly<Record<string, LimboCase>> = {
  'serial/zero': { expected: 'SerialNumber', make: serial(0n) },
  'serial/negative': { expected: 'SerialNumber', make: surgery(Member.serialNumber, octets('02 01 80')) },
  'serial/not-minimal': { expected: 'DerInteger', make: surgery(Member.serialNumber, octets('02 02 00 01')) },
  'serial/empty': { expected: 'DerInteger', make: surgery(Member.serialNumber, octets('02 00')) },
  'serial/one': { expected: 'accept', make: serial(1n) },
  'serial/twenty-octets': { expected: 'accept', make: serial((1n << 159n) - 1n) },
  'serial/twenty-one-octets': { expected: 'SerialNumber', make: serial(1n << 159n) },

  'validity/not-before-is-now': { expected: 'accept', make: validity(NOW, NOW + DAY) },
  'validity/not-before-in-a-second': { expected: 'NotYetValid', make: validity(NOW + 1n, NOW + DAY) },
  'validity/not-after-is-now': { expected: 'accept', make: validity(NOT_BEFORE, NOW) },
  'validity/not-after-a-second-ago': { expected: 'Expired', make: validity(NOT_BEFORE, NOW - 1n) },
  'validity/no-expiry-9999': { expected: 'accept', make: validity(NOT_BEFORE, 253_402_300_799n) },
  'validity/before-1970': { expected: 'accept', make: validity(-631_152_000n, NOW) },
  'validity/ends-before-it-begins': { expected: 'Validity', make: validity(NOW + 1n, NOW) },
  'validity/generalized-time-before-2050': {
    expected: 'DerTime',
    make: surgery(Member.notAfter, text(Tag.GeneralizedTime, '20491231235959Z')),
  },
  'validity/generalized-time-with-fraction': {
    expected: 'DerTime',
    make: surgery(Member.notAfter, text(Tag.GeneralizedTime, '20500101000000.1Z')),
  },
  'validity/generalized-time-with-offset': {
    expected: 'DerTime',
    make: surgery(Member.notAfter, text(Tag.GeneralizedTime, '20500101000000+0100')),
  },
  'validity/utc-time-without-seconds': {
    expected: 'DerTime',
    make: surgery(Member.notAfter, text(Tag.UtcTime, '4901010000Z')),
  },
  'validity/utc-time-with-offset': {
    expected: 'DerTime',
    make: surgery(Member.notAfter, text(Tag.UtcTime, '490101000000+0000')),
  },
  'validity/february-30': { expected: 'DerTime', make: surgery(Member.notAfter, text(Tag.UtcTime, '280230000000Z')) },

  'eku/tls-server-auth': { expected: 'accept', make: withExtensions(tlsProfile('DpTls'), (own) => own) },
  'eku/tls-without-eku': {
    expected: 'accept',
    make: withExtensions(tlsProfile('DpTls'), ([usage, , ...rest]) => [usage!, ...rest]),
  },
  'eku/tls-client-auth-only': {
    expected: 'ExtendedKeyUsage',
    make: withExtensions(tlsProfile('DpTls'), ([usage, , ...rest]) => [
      usage!,
      extendedKeyUsage(Oid.clientAuth),
      ...rest,
    ]),
  },
  'eku/critical-on-a-signing-key': {
    expected: 'ExtendedKeyUsage',
    make: withExtensions(server, (own) => [...own, extendedKeyUsage(Oid.serverAuth)]),
  },
  'eku/empty': {
    expected: 'DerStructure',
    make: withExtensions(tlsProfile('DpTls'), ([usage, , ...rest]) => [
      usage!,
      extension(Oid.extKeyUsage, sequence()),
      ...rest,
    ]),
  },

  'pathlen/none-below-root': { expected: 'accept', make: pathLengths() },
  'pathlen/one-used-one': { expected: 'accept', make: pathLengths(1) },
  'pathlen/zero-used-one': { expected: 'PathLength', make: pathLengths(0) },
  'pathlen/two-then-one': { expected: 'accept', make: pathLengths(2, 1) },
  'pathlen/one-then-one': { expected: 'PathLength', make: pathLengths(1, 1) },
  'pathlen/wider-below-does-not-widen': { expected: 'PathLength', make: pathLengths(1, 7) },
  'pathlen/line-too-long': { expected: 'PathLength', make: pathLengths(7, 7, 7, 7, 7) },

  'crl/empty': { expected: 'accept', make: crl(() => ({})) },
  'crl/revoked': { expected: 'Revoked', make: crl(revoking) },
  'crl/revoked-and-crl-outdated': {
    expected: 'Revoked',
    make: crl((pki) => ({ ...revoking(pki), nextUpdate: NOW - 1n })),
  },
  'crl/outdated': { expected: 'CrlMissing', make: crl(() => ({ nextUpdate: NOW - 1n })) },
  'crl/next-update-is-now': { expected: 'accept', make: crl(() => ({ nextUpdate: NOW })) },
  'crl/from-the-future': { expected: 'CrlMissing', make: crl(() => ({ thisUpdate: NOW + 1n })) },
  'crl/signed-by-another': { expected: 'CrlMissing', make: crl(revoking, ({ subCi }) => subCi) },
  'crl/issuer-name-differs': {
    expected: 'Revoked',
    make: crl((pki) => ({ ...revoking(pki), issuer: name(['CN', 'renamed']) })),
  },
  'crl/of-another-distribution-point': {
    expected: 'CrlMissing',
    make: crl(() => scoped(distributionPointName('http://other.example/crl'))),
  },
  'crl/of-ca-certificates-only': { expected: 'CrlMissing', make: crl(() => scoped(octets('82 01 ff'))) },
  'crl/of-user-certificates-only': { expected: 'accept', make: crl(() => scoped(octets('81 01 ff'))) },

  'ski-aki/both-missing': { expected: 'accept', make: withExtensions(server, ([, , ...rest]) => rest) },
  'ski-aki/aki-names-another': {
    expected: 'accept',
    make: withExtensions(server, ([, ...rest]) => [authorityKeyIdentifier(octets('00 01 02')), ...rest]),
  },
  'ski-aki/ski-of-two-octets': {
    expected: 'accept',
    make: withExtensions(server, ([aki, , ...rest]) => [aki!, subjectKeyIdentifier(octets('01 02')), ...rest]),
  },
  'ski-aki/aki-twice': {
    expected: 'DuplicateExtension',
    make: withExtensions(server, ([aki, ...rest]) => [aki!, aki!, ...rest]),
  },

  'names/issuer-name-differs': {
    expected: 'accept',
    make: () => ({ der: derWith({ issuer: name(['CN', 'somebody else']) }) }),
  },
  'names/issuer-empty': { expected: 'Name', make: surgery(Member.issuer, sequence()) },
  'names/subject-empty': { expected: 'Name', make: surgery(Member.subject, sequence()) },

  'root/itself': { expected: 'accept', make: ({ ci }) => ({ der: ci.certificate.der }) },
  'root/expired': { expected: 'Expired', make: (pki) => expiredRoot(pki) },
  'root/not-trusted': {
    expected: 'UnknownAnchor',
    make: (pki) => ({ der: mint(pki, ciProfile, undefined).certificate.der }),
  },

  'nc/prefix-and-organization': { expected: 'accept', make: chip(EUM_ORGANIZATION, eidOf('8904', 1), ['8904']) },
  'nc/second-prefix': { expected: 'accept', make: chip(EUM_ORGANIZATION, eidOf('8905', 1), ['8904', '8905']) },
  'nc/whole-eid-as-prefix': { expected: 'accept', make: chip(EUM_ORGANIZATION, eidOf('8904', 1), [eidOf('8904', 1)]) },
  'nc/prefix-inside-not-at-start': {
    expected: 'EidNotPermitted',
    make: chip(EUM_ORGANIZATION, eidOf('18904', 1), ['8904']),
  },
  'nc/one-digit-off': { expected: 'EidNotPermitted', make: chip(EUM_ORGANIZATION, eidOf('8905', 1), ['8904']) },
  'nc/other-organization': { expected: 'OrganizationNotPermitted', make: chip('Other', eidOf('8904', 1), ['8904']) },
};

/** A CI certificate of the same key that has ended, as the anchor of a server certificate in date. */
function expiredRoot({ authority, ci, dpAuth }: MintedPki): ReturnType<LimboCase['make']> {
  const request = {
    name: 'expired root',
    profile: ciProfile,
    validity: { notBefore: 0n, notAfter: NOW - 1n },
    issuer: undefined,
  };
  const anchor = parseCertificate(issue(authority.template(request, authority.keyPair(ci.name)), ci.secretKey));
  return { der: dpAuth.certificate.der, anchor };
}

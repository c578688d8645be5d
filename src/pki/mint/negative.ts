import type { Certificate } from '../certificate.ts';
import type { Crl } from '../crl.ts';
import { objectIdentifier, octetString, sequence } from '../der/writer.ts';
import type { PkiErrorCode } from '../error.ts';
import { Oid } from '../oid.ts';
import { BRAINPOOL_GENERATOR } from './brainpool.ts';
import { basicConstraints, extension, keyUsage, subjectAltName } from './extension.ts';
import { asForged, chipOf, crlsWith, forge, validityOf, withBitFlipped, withExtension, type Forged } from './forge.ts';
import { subjectPublicKeyInfo } from './key.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf, type MintedPki } from './pki.ts';
import {
  ciProfile,
  eumProfile,
  euiccProfile,
  serverProfile,
  subCiProfile,
  tlsProfile,
  type MintProfile,
} from './profile.ts';

/** A certificate that must be refused, and what for. */
export interface Negative extends Forged {
  readonly name: NegativeName;
  /** Further certificates of its line, beside those of the PKI. */
  readonly pool: readonly Certificate[];
  /** CRLs to judge it by; empty: the PKI's own will do. */
  readonly crls: readonly Crl[];
  /** How parseCertificate or validateChain refuses it, a day after the PKI's notBefore. */
  readonly code: PkiErrorCode;
}

type Recipe = (pki: MintedPki, label: string) => Omit<Negative, 'name' | 'pool' | 'crls'> & Partial<Negative>;

const YEAR = 365n * 86_400n;
/** Of the private enterprise arc for examples (RFC 5612). */
const UNKNOWN_EXTENSION = '1.3.6.1.4.1.32473.1';

const recipes = {
  expired: (pki, name) => {
    const validity = { notBefore: pki.notBefore - 2n * YEAR, notAfter: pki.notBefore - 1n };
    return { ...forge(pki, { name, profile: tlsProfile('DpTls'), validity }), code: 'Expired' };
  },
  notYetValid: (pki, name) => {
    const validity = { notBefore: pki.notBefore + 5n * YEAR, notAfter: pki.notBefore + 6n * YEAR };
    return { ...forge(pki, { name, profile: serverProfile('DpAuth'), validity }), code: 'NotYetValid' };
  },
  tamperedSignature: (pki, name) => {
    const forged = forge(pki, { name, profile: serverProfile('DpAuth') });
    return { ...forged, der: withBitFlipped(forged.der, forged.der.length - 1), code: 'SignatureInvalid' };
  },
  tamperedSubject: (pki, name) => {
    const forged = forge(pki, { name, profile: serverProfile('DpAuth') });
    const position = Buffer.from(forged.der).lastIndexOf('TEST SM-DP+');
    return { ...forged, der: withBitFlipped(forged.der, position), code: 'SignatureInvalid' };
  },
  wrongIssuer: (pki, name) => {
    const stranger = pki.authority.keyPair('stranger');
    return {
      ...forge(pki, { name, profile: serverProfile('DpAuth') }, {}, stranger.secretKey),
      code: 'SignatureInvalid',
    };
  },
  unknownIssuer: (pki, name) => {
    const profile: MintProfile = { ...ciProfile, subject: [['CN', 'Another CI']] };
    const issuer = pki.authority.mint({ name: 'another CI', profile, validity: validityOf(pki), issuer: undefined });
    return { ...forge(pki, { name, profile: serverProfile('DpAuth'), issuer }), code: 'IssuerNotFound' };
  },
  unknownAnchor: (pki, name) => {
    const profile: MintProfile = { ...ciProfile, subject: [['CN', 'Another CI']] };
    const issuer = pki.authority.mint({ name: 'another CI', profile, validity: validityOf(pki), issuer: undefined });
    const forged = forge(pki, { name, profile: serverProfile('DpAuth'), issuer });
    return { ...forged, pool: [issuer.certificate], code: 'UnknownAnchor' };
  },
  issuedByServer: (pki, name) => ({
    ...forge(pki, { name, profile: serverProfile('DpPb'), issuer: pki.dpAuth }),
    code: 'IssuerRole',
  }),
  serverIssuedByEum: (pki, name) => ({
    ...forge(pki, { name, profile: serverProfile('DpAuth'), issuer: pki.eum }),
    code: 'IssuerRole',
  }),
  euiccIssuedByCi: (pki, name) => ({
    ...forge(pki, { name, profile: euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 1000)) }),
    code: 'IssuerRole',
  }),
  wrongOrganization: (pki, name) => ({
    ...forge(pki, { name, profile: euiccProfile('Another EUM', eidOf(EUM_PREFIX, 1001)), issuer: pki.eum }),
    code: 'OrganizationNotPermitted',
  }),
  wrongEidPrefix: (pki, name) => ({
    ...forge(pki, { name, profile: euiccProfile(EUM_ORGANIZATION, eidOf('89999009', 1)), issuer: pki.eum }),
    code: 'EidNotPermitted',
  }),
  badEidCheckDigits: (pki, name) => {
    const eid = eidOf(EUM_PREFIX, 1002);
    const wrong = eid.slice(0, 31) + String((Number(eid.at(-1)) + 1) % 10);
    return { ...forge(pki, { name, profile: euiccProfile(EUM_ORGANIZATION, wrong), issuer: pki.eum }), code: 'Eid' };
  },
  unknownRole: (pki, name) => ({
    ...withExtension(pki, name, serverProfile('DpAuth'), Oid.certificatePolicies, [
      extension(Oid.certificatePolicies, sequence(sequence(objectIdentifier(`${Oid.certificateRole}.0.0.1.1`))), true),
    ]),
    code: 'Role',
  }),
  brainpool: (pki, name) => ({
    ...forge(
      pki,
      { name, profile: serverProfile('DpAuth') },
      { subjectPublicKeyInfo: subjectPublicKeyInfo(BRAINPOOL_GENERATOR, Oid.brainpoolP256r1) },
    ),
    code: 'BrainpoolCurve',
  }),
  pathTooLong: (pki, name) => {
    const request = { name: 'second sub-CI', profile: subCiProfile(0), validity: validityOf(pki), issuer: pki.subCi };
    const issuer = pki.authority.mint(request);
    const forged = forge(pki, { name, profile: eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]), issuer });
    return { ...forged, pool: [issuer.certificate], code: 'PathLength' };
  },
  eumWithoutKeyCertSign: (pki, name) => ({
    ...withExtension(pki, name, eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]), Oid.keyUsage, [keyUsage(0)]),
    code: 'KeyUsage',
  }),
  serverWithoutDigitalSignature: (pki, name) => ({
    ...withExtension(pki, name, serverProfile('DpAuth'), Oid.keyUsage, [keyUsage(4)]),
    code: 'KeyUsage',
  }),
  eumNotCa: (pki, name) => ({
    ...withExtension(pki, name, eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]), Oid.basicConstraints, []),
    code: 'BasicConstraints',
  }),
  serverIsCa: (pki, name) => ({
    ...withExtension(pki, name, serverProfile('DpAuth'), Oid.cRLDistributionPoints, [basicConstraints()]),
    code: 'BasicConstraints',
  }),
  eumWithoutNameConstraints: (pki, name) => ({
    ...withExtension(pki, name, eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]), Oid.nameConstraints, []),
    code: 'NameConstraints',
  }),
  withoutRegisteredId: (pki, name) => ({
    ...withExtension(pki, name, serverProfile('DpAuth'), Oid.subjectAltName, [
      subjectAltName(undefined, 'dp.example.com'),
    ]),
    code: 'RegisteredId',
  }),
  unknownCriticalExtension: (pki, name) => ({
    ...withExtension(pki, name, serverProfile('DpAuth'), Oid.cRLDistributionPoints, [
      extension(UNKNOWN_EXTENSION, octetString(Uint8Array.of(1)), true),
    ]),
    code: 'UnknownCriticalExtension',
  }),
  duplicateExtension: (pki, name) => ({
    ...withExtension(pki, name, serverProfile('DpAuth'), Oid.keyUsage, [keyUsage(0), keyUsage(0)]),
    code: 'DuplicateExtension',
  }),
  revoked: (pki, name) => {
    const profile = serverProfile('DpAuth');
    const minted = pki.authority.mint({ name, profile, validity: validityOf(pki), issuer: pki.ci });
    return { ...asForged(minted, pki.ci), crls: crlsWith(pki, minted), code: 'Revoked' };
  },
  revokedIssuer: (pki, name) => {
    const profile = eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]);
    const eum = pki.authority.mint({ name: 'revoked EUM', profile, validity: validityOf(pki), issuer: pki.ci });
    return { ...chipOf(pki, name, eum), crls: crlsWith(pki, eum), code: 'Revoked' };
  },
  expiredIssuer: (pki, name) => {
    const profile = eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]);
    const validity = { notBefore: pki.notBefore - 2n * YEAR, notAfter: pki.notBefore - 1n };
    return {
      ...chipOf(pki, name, pki.authority.mint({ name: 'expired EUM', profile, validity, issuer: pki.ci })),
      code: 'Expired',
    };
  },
} satisfies Record<string, Recipe>;

export type NegativeName = keyof typeof recipes;
export const NEGATIVE_NAMES = Object.keys(recipes) as readonly NegativeName[];

/** Mints the certificate that breaks the rule `name`, under `pki`. */
export function mintNegative(pki: MintedPki, name: NegativeName): Negative {
  const recipe: Recipe = recipes[name];
  return { pool: [], crls: [], ...recipe(pki, `negative ${name}`), name };
}

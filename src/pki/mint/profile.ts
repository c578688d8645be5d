import { Oid } from '../oid.ts';
import type { RoleName } from '../role.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicy,
  cRLDistributionPoints,
  extendedKeyUsage,
  keyUsage,
  nameConstraints,
  subjectAltName,
  subjectKeyIdentifier,
} from './extension.ts';
import type { Attribute } from './name.ts';

/** What sets a role's certificates apart: names and extensions, in the order of the GSMA test certificates (SGP.26). */
export interface MintProfile {
  readonly role: RoleName;
  readonly subject: readonly Attribute[];
  /** Issuer name, where it is not the issuer's subject. */
  readonly issuer?: readonly Attribute[];
  readonly extensions: (own: Uint8Array, issuer: Uint8Array) => readonly Uint8Array[];
}

export const CRL_A = 'http://ci.test.example.com/CRL-A.crl';
export const CRL_B = 'http://ci.test.example.com/CRL-B.crl';

const DIGITAL_SIGNATURE = 0;
const KEY_CERT_SIGN = 5;
const CRL_SIGN = 6;

/** Below 2.999, the arc for examples. */
const RID = { ci: '2.999.1', subCi: '2.999.2', eum: '2.999.5', dp: '2.999.10', ds: '2.999.20' } as const;

export const ciProfile: MintProfile = {
  role: 'Ci',
  subject: [
    ['CN', 'OpenRSP Test CI'],
    ['OU', 'TESTCERT'],
    ['O', 'OpenRSP'],
    ['C', 'IT'],
  ],
  extensions: (own) => [
    subjectKeyIdentifier(own),
    basicConstraints(),
    certificatePolicy('Ci'),
    keyUsage(KEY_CERT_SIGN, CRL_SIGN),
    subjectAltName(RID.ci),
    cRLDistributionPoints(CRL_A, CRL_B),
  ],
};

export function subCiProfile(pathLength: number): MintProfile {
  return {
    role: 'SubCi',
    subject: [
      ['CN', 'OpenRSP Test Sub-CI'],
      ['OU', 'TESTCERT'],
      ['O', 'OpenRSP'],
      ['C', 'IT'],
    ],
    extensions: (own, issuer) => [
      authorityKeyIdentifier(issuer),
      subjectKeyIdentifier(own),
      keyUsage(KEY_CERT_SIGN, CRL_SIGN),
      certificatePolicy('SubCi'),
      subjectAltName(RID.subCi),
      basicConstraints(pathLength),
      cRLDistributionPoints(CRL_B),
    ],
  };
}

export function eumProfile(organization: string, prefixes: readonly string[]): MintProfile {
  return {
    role: 'Eum',
    subject: [
      ['C', 'ES'],
      ['O', organization],
      ['CN', 'EUM Test'],
    ],
    extensions: (own, issuer) => [
      authorityKeyIdentifier(issuer),
      subjectKeyIdentifier(own),
      keyUsage(KEY_CERT_SIGN),
      certificatePolicy('Eum'),
      subjectAltName(RID.eum),
      basicConstraints(0),
      cRLDistributionPoints(CRL_B),
      nameConstraints(organization, ...prefixes),
    ],
  };
}

export function euiccProfile(organization: string, eid: string): MintProfile {
  return {
    role: 'Euicc',
    // The country of the official eUICC's issuer is not that of its EUM's subject: chains go by key, not by name.
    issuer: [
      ['C', 'DE'],
      ['O', organization],
      ['CN', 'EUM Test'],
    ],
    subject: [
      ['C', 'DE'],
      ['O', organization],
      ['serialNumber', eid],
      ['CN', 'Test eUICC'],
    ],
    extensions: (own, issuer) => [
      authorityKeyIdentifier(issuer),
      subjectKeyIdentifier(own),
      keyUsage(DIGITAL_SIGNATURE),
      certificatePolicy('Euicc'),
    ],
  };
}

/** SM-DP+ authentication and profile binding, SM-DS authentication. */
export function serverProfile(role: 'DpAuth' | 'DpPb' | 'DsAuth'): MintProfile {
  return {
    role,
    subject: [
      ['O', 'OpenRSP'],
      ['CN', role === 'DsAuth' ? 'TEST SM-DS' : 'TEST SM-DP+'],
    ],
    extensions: (own, issuer) => [
      authorityKeyIdentifier(issuer),
      subjectKeyIdentifier(own),
      subjectAltName(role === 'DsAuth' ? RID.ds : RID.dp),
      keyUsage(DIGITAL_SIGNATURE),
      certificatePolicy(role),
      cRLDistributionPoints(CRL_A, CRL_B),
    ],
  };
}

export function tlsProfile(role: 'DpTls' | 'DsTls'): MintProfile {
  const host = role === 'DpTls' ? 'testsmdpplus1.example.com' : 'testrootsmds.example.com';
  return {
    role,
    subject: [
      ['O', 'OpenRSP'],
      ['CN', host],
    ],
    extensions: (own, issuer) => [
      keyUsage(DIGITAL_SIGNATURE),
      extendedKeyUsage(Oid.serverAuth, Oid.clientAuth),
      certificatePolicy(role, false),
      subjectKeyIdentifier(own),
      authorityKeyIdentifier(issuer),
      subjectAltName(role === 'DpTls' ? RID.dp : RID.ds, host),
      cRLDistributionPoints(CRL_A, CRL_B),
    ],
  };
}

import { PkiError } from './error.ts';
import { Oid } from './oid.ts';

/** What a certificate's holder is, by its policy OID (SGP.22 4.5.2.1). */
export type RoleName = 'Ci' | 'SubCi' | 'Eum' | 'Euicc' | 'DpTls' | 'DpAuth' | 'DpPb' | 'DsTls' | 'DsAuth';

/** Role → last arcs of its policy OID, below 2.23.146.1.2.1. */
const ROLE_ARCS: Readonly<Record<RoleName, string>> = {
  Ci: '0',
  SubCi: '0.0',
  Eum: '2',
  Euicc: '1',
  DpTls: '3',
  DpAuth: '4',
  DpPb: '5',
  DsTls: '6',
  DsAuth: '7',
};

export const ROLES = Object.keys(ROLE_ARCS) as readonly RoleName[];

/** A record with the value `of` gives each role. */
export function perRole<T>(of: (role: RoleName) => T): Readonly<Record<RoleName, T>> {
  const record: Partial<Record<RoleName, T>> = {};
  for (const role of ROLES) record[role] = of(role);
  return record as Record<RoleName, T>;
}

/** Role → roles that may issue it. */
export const ISSUERS: Readonly<Record<RoleName, readonly RoleName[]>> = {
  Ci: ['Ci'],
  SubCi: ['Ci', 'SubCi'],
  Eum: ['Ci', 'SubCi'],
  Euicc: ['Eum'],
  DpTls: ['Ci', 'SubCi'],
  DpAuth: ['Ci', 'SubCi'],
  DpPb: ['Ci', 'SubCi'],
  DsTls: ['Ci', 'SubCi'],
  DsAuth: ['Ci', 'SubCi'],
};

/** Issues certificates: keyCertSign and basicConstraints cA. */
export function isCaRole(role: RoleName): boolean {
  return role === 'Ci' || role === 'SubCi' || role === 'Eum';
}

export function isTlsRole(role: RoleName): boolean {
  return role === 'DpTls' || role === 'DsTls';
}

export function policyOfRole(role: RoleName): string {
  return `${Oid.certificateRole}.${ROLE_ARCS[role]}`;
}

export function roleOfPolicy(policy: string): RoleName {
  const role = ROLES.find((candidate) => policyOfRole(candidate) === policy);
  if (role !== undefined) return role;
  const reason = policy.startsWith(`${Oid.certificateRole}.`)
    ? 'a role of SGP.22 version 3, which is not supported; use the version 2 certificate'
    : `no role of SGP.22 (${Oid.certificateRole}.0 to .7)`;
  throw new PkiError('Role', `certificate policy ${policy} is ${reason}.`);
}

import type { RoleName } from '../pki/role.ts';
import { fields, hex32, table, utc } from '../sdk/format.ts';
import type { Refusal } from './refusal.ts';
import type { Registration } from './registration.ts';

const ROLE_TITLES: Readonly<Record<RoleName, string>> = {
  Ci: 'CI (anchor)',
  SubCi: 'sub-CI',
  Eum: 'EUM',
  Euicc: 'eUICC',
  DpTls: 'SM-DP+ TLS',
  DpAuth: 'SM-DP+ auth',
  DpPb: 'SM-DP+ pb',
  DsTls: 'SM-DS TLS',
  DsAuth: 'SM-DS auth',
};

export function registrationTable(registrations: readonly Registration[]): string {
  const rows = registrations.map((registration) => [
    ROLE_TITLES[registration.role],
    knowledge(registration),
    registration.proofSeconds?.toFixed(1) ?? '–',
    registration.gasUsed,
  ]);
  return table(['role', 'what the chain now knows', 'proof s', 'gas'], rows);
}

function knowledge({ role, status, notAfter }: Registration): string {
  const leaf = `leaf ${hex32(status.leaf ?? 0n).slice(0, 10)}…`;
  if (role === 'Euicc') return `${leaf}, nothing else: no key, EID, issuer or date`;
  return `${leaf}, ${status.status} until ${notAfter === undefined ? 'unknown' : utc(notAfter)}`;
}

const REFUSER_TITLES = { program: 'before proving', circuit: 'circuit', contract: 'contract' } as const;

/** Each attempt with those who refused it, and why. */
export function refusalList(refusals: readonly Refusal[]): string {
  const attempts = [...new Set(refusals.map(({ attempt }) => attempt))];
  return attempts
    .map((attempt) => {
      const reasons = refusals.filter((refusal) => refusal.attempt === attempt);
      return `${attempt}\n${fields(reasons.map(({ by, reason }) => [`  ${REFUSER_TITLES[by]}`, reason]))}`;
    })
    .join('\n');
}

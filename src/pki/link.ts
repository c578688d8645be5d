import type { Certificate } from './certificate.ts';
import { PkiError } from './error.ts';
import { hex } from './hex.ts';
import { ISSUERS } from './role.ts';

/** Refuses `certificate` where `issuer`, whose key signed it, may not issue it: role, and an EUM's name constraints. */
export function checkLink(certificate: Certificate, issuer: Certificate): void {
  if (!ISSUERS[certificate.role].includes(issuer.role)) {
    throw new PkiError(
      'IssuerRole',
      `a ${certificate.role} certificate is issued by ${ISSUERS[certificate.role].join(' or ')}, not by the ${issuer.role} "${issuer.subject.text}".`,
    );
  }
  checkNameConstraints(certificate, issuer);
}

/**
 * SGP.22 4.5.2.1.0.2: an eUICC carries its EUM's organization, octet for octet, and an EID that begins with one of its prefixes.
 * (RFC 5280 4.2.1.10 would compare the whole serialNumber, and so refuse every eUICC: OpenSSL does.)
 */
function checkNameConstraints(certificate: Certificate, issuer: Certificate): void {
  const { nameConstraints } = issuer;
  if (nameConstraints === undefined) return;
  const { eid = '', organization = new Uint8Array() } = certificate;
  if (Buffer.compare(organization, nameConstraints.organization) !== 0) {
    throw new PkiError(
      'OrganizationNotPermitted',
      `the eUICC's organizationName ${hex(organization)} is not its EUM's ${hex(nameConstraints.organization)}.`,
    );
  }
  if (!nameConstraints.prefixes.some((prefix) => eid.startsWith(prefix))) {
    const allowed = nameConstraints.prefixes.join(', ');
    throw new PkiError(
      'EidNotPermitted',
      `EID ${eid} does not begin with ${allowed}, as its EUM's certificate demands.`,
    );
  }
}

/**
 * pathLenConstraint (RFC 5280 4.2.1.9) of every CA in a line, leaf first. Stricter than RFC 5280 in one point: a CA at the end of the
 * line counts too, since it is registered in order to issue.
 */
export function checkPathLength(line: readonly Certificate[]): void {
  for (const [i, { pathLength, subject }] of line.entries()) {
    const below = line.slice(0, i).filter(({ isCa }) => isCa).length;
    if (pathLength !== undefined && below > pathLength) {
      throw new PkiError('PathLength', `"${subject.text}" allows ${pathLength} CAs below it, this line has ${below}.`);
    }
  }
}

/** Both ends of the validity period are inside it (RFC 5280 4.1.2.5). `at` in Unix seconds. */
export function checkValidAt({ subject, notBefore, notAfter }: Certificate, at: bigint): void {
  if (at < notBefore) {
    throw new PkiError(
      'NotYetValid',
      `"${subject.text}" is valid from ${date(notBefore)}, the time is ${date(at)}; wait, or set the clock right.`,
    );
  }
  if (at > notAfter) {
    throw new PkiError(
      'Expired',
      `"${subject.text}" expired on ${date(notAfter)}, the time is ${date(at)}; get its successor.`,
    );
  }
}

function date(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000', '');
}

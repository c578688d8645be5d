import type { Certificate } from './certificate.ts';
import type { Crl, CrlScope } from './crl.ts';
import { PkiError } from './error.ts';
import { verifySignature } from './signature.ts';

/** Whether `issuer` signed the CRL and may sign CRLs at all (keyUsage cRLSign; EUMs usually may not). */
export function isCrlSignedBy(crl: Crl, issuer: Certificate): boolean {
  return issuer.keyUsage.cRLSign && verifySignature(crl.tbs, crl.signature, issuer.publicKey);
}

/**
 * Refuses a line, leaf first, of which a certificate is revoked, or of which one names distribution points while `crls` has no current
 * CRL of its issuer that covers it. A revocation does not lapse: an outdated CRL that lists a certificate still revokes it. `at` in Unix
 * seconds.
 */
export function checkNotRevoked(line: readonly Certificate[], crls: readonly Crl[], at: bigint): void {
  for (const [i, certificate] of line.entries()) {
    const issuer = line[i + 1];
    if (issuer === undefined) return;
    const ofIssuer = crls.filter((crl) => isCrlSignedBy(crl, issuer));
    for (const crl of ofIssuer) checkNotListed(certificate, crl);
    if (certificate.crlDistributionPoints.length > 0 && !ofIssuer.some((crl) => covers(crl, certificate, at))) {
      throw new PkiError(
        'CrlMissing',
        `no current CRL covers "${certificate.subject.text}"; get ${certificate.crlDistributionPoints.join(' or ')}.`,
      );
    }
  }
}

function checkNotListed({ serialNumber, subject }: Certificate, crl: Crl): void {
  const entry = crl.entries.find((listed) => listed.serialNumber === serialNumber);
  if (entry === undefined) return;
  const date = new Date(Number(entry.revocationDate) * 1000).toISOString();
  throw new PkiError(
    'Revoked',
    `"${subject.text}" (serial number ${serialNumber}) was revoked on ${date}, reason ${entry.reason}; it cannot be used again.`,
  );
}

function covers(crl: Crl, certificate: Certificate, at: bigint): boolean {
  return crl.thisUpdate <= at && at <= crl.nextUpdate && isInScope(crl.scope, certificate);
}

/** RFC 5280 6.3.3 (b) (2): kind of certificate, and a distribution point both name. */
function isInScope({ contains, distributionPoint }: CrlScope, certificate: Certificate): boolean {
  if (contains === 'userCertificates' && certificate.isCa) return false;
  if (contains === 'caCertificates' && !certificate.isCa) return false;
  return (
    distributionPoint.length === 0 || distributionPoint.some((uri) => certificate.crlDistributionPoints.includes(uri))
  );
}

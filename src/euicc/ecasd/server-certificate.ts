import { parseCertificate, type Certificate } from '../../pki/certificate.ts';
import type { Crl } from '../../pki/crl.ts';
import { PkiError } from '../../pki/error.ts';
import { checkLink } from '../../pki/link.ts';
import type { RoleName } from '../../pki/role.ts';
import { isSignedBy } from '../../pki/signature.ts';
import { isCrlSignedBy } from '../../pki/revocation.ts';
import type { Ecasd } from './ecasd.ts';

/** Why a server's certificate is refused, in the words of AuthenticateErrorCode and DownloadErrorCode. */
export type CertificateFault = 'invalidCertificate' | 'unsupportedCurve' | 'invalidOid';

export type CertificateVerdict =
  { readonly certificate: Certificate; readonly anchor: Certificate } | { readonly fault: CertificateFault };

/**
 * Verifies a server's certificate as a chip does (SGP.22 4.5.2.2): form, one of `roles` by its policy, signed by the CI key that its
 * authority key identifier names, not on a CRL that was loaded. A chip has no clock: all it knows of the time is that no CRL it took was
 * issued in the future, so it refuses what ended before the latest of them.
 */
export function verifyServerCertificate(
  ecasd: Ecasd,
  der: Uint8Array,
  roles: readonly RoleName[],
  crls: readonly Crl[],
): CertificateVerdict {
  try {
    const certificate = parseCertificate(der);
    const anchor = ecasd.anchor(certificate.authorityKeyIdentifier);
    if (!roles.includes(certificate.role) || anchor === undefined || !isSignedBy(certificate, anchor)) {
      return { fault: 'invalidCertificate' };
    }
    checkLink(certificate, anchor);
    const ended = certificate.notAfter < earliestTime(crls);
    return ended || isRevoked(certificate, anchor, crls) ? { fault: 'invalidCertificate' } : { certificate, anchor };
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return { fault: FAULTS[error.code] ?? 'invalidCertificate' };
  }
}

const FAULTS: Readonly<Partial<Record<PkiError['code'], CertificateFault>>> = {
  BrainpoolCurve: 'unsupportedCurve',
  UnsupportedCurve: 'unsupportedCurve',
  PublicKeyAlgorithm: 'unsupportedCurve',
  RegisteredId: 'invalidOid',
};

/** A time that has surely passed: Unix seconds. */
function earliestTime(crls: readonly Crl[]): bigint {
  return crls.reduce((latest, { thisUpdate }) => (thisUpdate > latest ? thisUpdate : latest), 0n);
}

function isRevoked({ serialNumber }: Certificate, anchor: Certificate, crls: readonly Crl[]): boolean {
  return crls.some(
    (crl) => isCrlSignedBy(crl, anchor) && crl.entries.some((entry) => entry.serialNumber === serialNumber),
  );
}

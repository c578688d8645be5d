import { parseCertificate, type Certificate } from '../pki/certificate.ts';
import { validateChain } from '../pki/chain.ts';
import { PkiError } from '../pki/error.ts';
import { Es9Error } from '../rsp/es9plus/error.ts';
import type { Trust } from './trust.ts';

/** A chip's certificate whose chain was verified. */
export interface ChipCertificate {
  readonly certificate: Certificate;
  /** 32 digits. */
  readonly eid: string;
  /** Where its chain ends. */
  readonly ci: Certificate;
}

/** CERT.EUICC and CERT.EUM in DER, as a chip sends them. */
export interface ChipCertificates {
  readonly euiccCertificate: Uint8Array;
  readonly eumCertificate: Uint8Array;
}

/**
 * Verifies the chain of a chip's certificate up to a CI, its EUM's name constraints, dates and, where CRLs are given, revocation (SGP.22
 * 5.6.3, 4.5.2.2). `at` in Unix seconds. Throws {@link Es9Error} ciUnknown, eumCertificate... or euiccCertificate...
 */
export function verifyChipCertificate(sent: ChipCertificates, trust: Trust, at: number): ChipCertificate {
  const { certificateIssuers, intermediates = [], crls } = trust;
  const eum = attempt('eum', () => {
    const certificate = parseCertificate(sent.eumCertificate);
    if (certificate.role !== 'Eum') throw new PkiError('Role', 'an EUM certificate is due.');
    return certificate;
  });
  const line = attempt('eum', () => validateChain(eum, intermediates, certificateIssuers, BigInt(at), crls));
  const certificate = attempt('euicc', () => {
    const euicc = parseCertificate(sent.euiccCertificate);
    if (euicc.role !== 'Euicc') throw new PkiError('Role', 'an eUICC certificate is due.');
    validateChain(euicc, [eum, ...intermediates], certificateIssuers, BigInt(at), crls);
    return euicc;
  });
  const ci = line.at(-1);
  if (certificate.eid === undefined || ci === undefined) throw Es9Error.of('euiccCertificateInvalid');
  return { certificate, eid: certificate.eid, ci };
}

function attempt<T>(whose: 'eum' | 'euicc', check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    if (error.code === 'Expired' || error.code === 'NotYetValid') throw Es9Error.of(`${whose}CertificateExpired`);
    if (whose === 'eum' && (error.code === 'IssuerNotFound' || error.code === 'UnknownAnchor')) {
      throw Es9Error.of('ciUnknown');
    }
    throw Es9Error.of(`${whose}CertificateInvalid`);
  }
}

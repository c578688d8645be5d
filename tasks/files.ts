import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../src/pki/certificate.ts';
import type { Crl } from '../src/pki/crl.ts';
import { findIssuer } from '../src/pki/chain.ts';
import { loadDirectory, readCertificate, readCrl } from '../src/pki/file.ts';
import { isCrlSignedBy } from '../src/pki/revocation.ts';
import { SdkError } from '../src/sdk/sdk-error.ts';
import { userPath } from '../src/sdk/user-path.ts';

/** A certificate file and the certificate that issued it. */
export interface Pair {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/**
 * Reads a certificate and looks for its issuer in `issuers`: a file, a folder, or undefined for the certificate's own folder. Throws PkiError
 * for files that are no such certificates, SdkError when the issuer is not there.
 */
export function readWithIssuer(file: string, issuers: string | undefined): Pair {
  const certificate = readCertificate(userPath(file));
  if (certificate.role === 'Ci') return { certificate, issuer: certificate };
  const { place, pool } = readIssuers(file, issuers);
  const issuer = findIssuer(certificate, pool);
  if (issuer === undefined) {
    throw new SdkError(
      `No certificate in ${place} issued "${certificate.subject.text}" (its issuer is "${certificate.issuer.text}"); name its file or folder with --issuers`,
    );
  }
  return { certificate, issuer };
}

/** Reads a CRL and looks, as {@link readWithIssuer} does, for the certificate whose key signed it. */
export function readCrlWithIssuer(file: string, issuers: string | undefined): { crl: Crl; issuer: Certificate } {
  const crl = readCrl(userPath(file));
  const { place, pool } = readIssuers(file, issuers);
  const issuer = pool.find((certificate) => isCrlSignedBy(crl, certificate));
  if (issuer === undefined) {
    throw new SdkError(
      `No certificate in ${place} that may sign CRLs signed this one (its issuer is "${crl.issuer.text}"); name its file or folder with --issuers`,
    );
  }
  return { crl, issuer };
}

/** The certificates in `issuers`: a file, a folder, or undefined for the folder of `file`. Throws PkiError. */
export function readIssuers(
  file: string,
  issuers: string | undefined,
): { place: string; pool: readonly Certificate[] } {
  const place = issuers === undefined ? path.dirname(userPath(file)) : userPath(issuers);
  return { place, pool: isFolder(place) ? loadDirectory(place).certificates : [readCertificate(place)] };
}

const isFolder = (place: string): boolean => existsSync(place) && statSync(place).isDirectory();

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseCertificate, type Certificate } from './certificate.ts';
import { looksLikeCrl, parseCrl, type Crl } from './crl.ts';
import { MAX_CRL_OCTETS } from './der/node.ts';
import { PkiError } from './error.ts';
import { decodePem } from './pem.ts';
import { perRole, type RoleName } from './role.ts';

/** Reads a certificate from a file in DER or PEM. Errors name the file. */
export function readCertificate(file: string): Certificate {
  return naming(file, () => parseCertificate(toDer(readOctets(file), 'CERTIFICATE')));
}

/** Reads a CRL from a file in DER or PEM. Errors name the file. */
export function readCrl(file: string): Crl {
  return naming(file, () => parseCrl(toDer(readOctets(file), 'X509 CRL')));
}

/** Reads whichever of the two a file in DER or PEM holds. Errors name the file; what is neither is refused as a certificate. */
export function readCertificateOrCrl(file: string): { certificate: Certificate } | { crl: Crl } {
  return naming(file, () => {
    const octets = readOctets(file);
    const isCrl = isPem(octets) ? textOf(octets).includes('-----BEGIN X509 CRL-----') : looksLikeCrl(octets);
    return isCrl
      ? { crl: parseCrl(toDer(octets, 'X509 CRL')) }
      : { certificate: parseCertificate(toDer(octets, 'CERTIFICATE')) };
  });
}

/** A certificate in PEM (RFC 7468). */
export function parsePem(text: string): Certificate {
  return parseCertificate(decodePem(text, 'CERTIFICATE'));
}

export interface CertificateDirectory {
  readonly certificates: readonly Certificate[];
  readonly byRole: Readonly<Record<RoleName, readonly Certificate[]>>;
  readonly crls: readonly Crl[];
  /** Where each came from. */
  readonly files: ReadonlyMap<Certificate | Crl, string>;
  /** Certificates and CRLs of the folder that were refused. */
  readonly skipped: readonly { readonly file: string; readonly error: PkiError }[];
}

const CERTIFICATE_FILE = /\.(der|pem|crt|cer)$/i;
const CRL_FILE = /\.crl$/i;

/** Reads every .der, .pem, .crt, .cer and .crl file of a folder, by file name. What is refused is listed, not hidden. */
export function loadDirectory(directory: string): CertificateDirectory {
  const certificates: Certificate[] = [];
  const crls: Crl[] = [];
  const files = new Map<Certificate | Crl, string>();
  const skipped: { file: string; error: PkiError }[] = [];
  const names = listFiles(directory).filter((name) => CERTIFICATE_FILE.test(name) || CRL_FILE.test(name));
  for (const name of names) {
    const file = path.join(directory, name);
    try {
      if (CRL_FILE.test(name)) {
        const crl = readCrl(file);
        crls.push(crl);
        files.set(crl, file);
      } else {
        const certificate = readCertificate(file);
        certificates.push(certificate);
        files.set(certificate, file);
      }
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
      skipped.push({ file, error });
    }
  }
  const byRole = perRole((role) => certificates.filter((certificate) => certificate.role === role));
  return { certificates, byRole, crls, files, skipped };
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch (cause) {
    throw new PkiError('File', `cannot read the folder ${directory} (${reason(cause)}); give one that exists.`, {
      cause,
    });
  }
}

function readOctets(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    // PEM takes 4 characters for 3 octets; anything larger is refused without being read.
    if (size > MAX_CRL_OCTETS * 1.5) {
      throw new PkiError('DerTooLarge', `${size} octets are more than any certificate or CRL has; give another file.`);
    }
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof PkiError) throw cause;
    throw new PkiError('File', `cannot be read (${reason(cause)}); check the path and its permissions.`, { cause });
  }
}

function toDer(octets: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL'): Uint8Array {
  return isPem(octets) ? decodePem(textOf(octets), label) : octets;
}

/** DER begins with a SEQUENCE's 0x30, PEM (with or without explanatory text) does not contain that octet sequence first. */
function isPem(octets: Uint8Array): boolean {
  return octets[0] !== 0x30 && textOf(octets).includes('-----BEGIN ');
}

const textOf = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new PkiError(cause.code, `${file}: ${cause.message}`, { cause });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

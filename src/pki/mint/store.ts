import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { octetString, bitString, explicit, integer, objectIdentifier, sequence } from '../der/writer.ts';
import { PkiError } from '../error.ts';
import { Oid } from '../oid.ts';
import { p256 } from '@noble/curves/nist.js';
import { mintNegative, type Negative, type NegativeName } from './negative.ts';
import type { MintedPki } from './pki.ts';

export interface ManifestEntry {
  readonly name: string;
  readonly role: string;
  readonly certificate: string;
  readonly key: string;
  /** Name of the entry that issued it; absent: self-signed. */
  readonly issuer?: string;
}

/** manifest.json of a folder that {@link writePki} made. */
export interface Manifest {
  /** Unix seconds as decimal text. */
  readonly notBefore: string;
  readonly certificates: readonly ManifestEntry[];
  readonly crls: readonly { readonly name: string; readonly file: string }[];
  readonly negatives: readonly { readonly name: string; readonly file: string; readonly expected: string }[];
}

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Writes a PKI to the new folder `directory`: certificates and CRLs in DER, private keys as PEM (SEC 1, mode 0600) below keys/, negative
 * certificates below negative/, and manifest.json. Either all of it appears or nothing. Throws {@link PkiError} if the folder exists.
 */
export function writePki(pki: MintedPki, directory: string, negatives: readonly NegativeName[] = []): Manifest {
  if (existsSync(directory)) {
    throw new PkiError('File', `${directory} exists already; give a new folder, so that no key is overwritten.`);
  }
  const parent = path.dirname(path.resolve(directory));
  mkdirSync(parent, { recursive: true });
  const unfinished = mkdtempSync(path.join(parent, '.mint-'));
  try {
    const manifest = writeFiles(pki, unfinished, negatives);
    chmodSync(unfinished, PRIVATE_FOLDER);
    renameSync(unfinished, directory);
    return manifest;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

function writeFiles(pki: MintedPki, directory: string, names: readonly NegativeName[]): Manifest {
  const write = (file: string, content: Uint8Array | string, mode = 0o644): string => {
    writeFileSync(path.join(directory, file), content, { mode, flag: 'wx' });
    return file;
  };
  mkdirSync(path.join(directory, 'keys'), { mode: PRIVATE_FOLDER });
  const certificates = pki.all.map(({ name, certificate, secretKey, issuer }) => ({
    name,
    role: certificate.role,
    certificate: write(`${name}.der`, certificate.der),
    key: write(path.join('keys', `${name}.pem`), privateKeyPem(secretKey), PRIVATE_FILE),
    ...(issuer === undefined ? {} : { issuer: issuer.name }),
  }));
  const crls = pki.crls.map(({ name, crl }) => ({ name, file: write(`${name}.crl`, crl.der) }));
  if (names.length > 0) mkdirSync(path.join(directory, 'negative'));
  const negatives = names.map((name) => {
    const { der, code }: Negative = mintNegative(pki, name);
    return { name, file: write(path.join('negative', `${name}.der`), der), expected: code };
  });
  const manifest = { notBefore: pki.notBefore.toString(), certificates, crls, negatives };
  write('manifest.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

/** ECPrivateKey (RFC 5915) in PEM, as OpenSSL writes it. */
export function privateKeyPem(secretKey: Uint8Array): string {
  const der = sequence(
    integer(1n),
    octetString(secretKey),
    explicit(0, objectIdentifier(Oid.prime256v1)),
    explicit(1, bitString(p256.getPublicKey(secretKey, false))),
  );
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN EC PRIVATE KEY-----\n${lines.join('\n')}\n-----END EC PRIVATE KEY-----\n`;
}

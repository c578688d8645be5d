import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { createPrivateFile } from '../chain/atomic-file.ts';
import type { Certificate } from '../pki/certificate.ts';
import { FIELD_MODULUS } from '../zk/poseidon.ts';
import { SdkError } from './sdk-error.ts';

/** Where holder secrets lie unless the user says otherwise. */
export function defaultSecretsFolder(): string {
  return path.join(process.env.XDG_DATA_HOME ?? path.join(homedir(), '.local/share'), 'openrsp', 'holder-secrets');
}

/** 256 random bits modulo r, never 0. */
export function newHolderSecret(): bigint {
  const secret = BigInt(`0x${randomBytes(32).toString('hex')}`) % FIELD_MODULUS;
  return secret === 0n ? newHolderSecret() : secret;
}

/**
 * The secret that makes this chip's leaf its holder's, from `folder`, made and kept there (mode 0600) when there is none. It is
 * never overwritten: who loses it can never prove again that the leaf is his. Throws SdkError when others can read the file.
 */
export function holderSecretOf(certificate: Certificate, folder: string): bigint {
  const file = fileOf(certificate, folder);
  if (!existsSync(file)) createPrivateFile(file, `${newHolderSecret().toString(16).padStart(64, '0')}\n`);
  return read(file);
}

/** The same, for a chip that has one. Throws SdkError when there is none. */
export function presentHolderSecret(certificate: Certificate, folder: string): bigint {
  const file = fileOf(certificate, folder);
  if (existsSync(file)) return read(file);
  throw new SdkError(
    `The folder ${folder} has no holder secret of this chip (${path.basename(file)}); name the folder that certificate prove used with --secrets`,
  );
}

/** Whether this chip has a secret in `folder`. */
export function hasHolderSecret(certificate: Certificate, folder: string): boolean {
  return existsSync(fileOf(certificate, folder));
}

/** Named by a hash of the certificate: a listing of the folder shows no EID. */
function fileOf({ der }: Certificate, folder: string): string {
  return path.join(folder, `${createHash('sha256').update(der).digest('hex').slice(0, 32)}.secret`);
}

function read(file: string): bigint {
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new SdkError(`Others can read the holder secret ${file}; make it private with: chmod 600 ${file}`);
  }
  const text = readFileSync(file, 'utf8').trim();
  const secret = /^[0-9a-f]{64}$/.test(text) ? BigInt(`0x${text}`) : 0n;
  if (secret === 0n || secret >= FIELD_MODULUS) {
    throw new SdkError(`${file} holds no holder secret (64 hexadecimal digits below r); restore it from a backup`);
  }
  return secret;
}

import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { EuiccError } from '../error.ts';

const KEY_FILE = /\.(pem|key)$/i;
const KEYS_FOLDER = 'keys';
const KEYS_JSON = 'keys.json';
const SECRET_KEY = /^[0-9a-f]{64}$/i;

/**
 * Private keys of P-256 in a folder: .pem and .key files there and in keys/, and keys.json with `{ "name": { "d": "hex" } }`. X coordinate
 * of the public key → 32 octets. Files that hold something else are passed over. Throws EuiccError `Certificates` for an unreadable one.
 */
export function privateKeysIn(folder: string): ReadonlyMap<bigint, Uint8Array> {
  const keys = new Map<bigint, Uint8Array>();
  const add = (secretKey: Uint8Array): void => {
    keys.set(p256.Point.fromBytes(p256.getPublicKey(secretKey)).toAffine().x, secretKey);
  };
  for (const directory of [folder, path.join(folder, KEYS_FOLDER)].filter((each) => existsSync(each))) {
    for (const name of readdirSync(directory).filter((each) => KEY_FILE.test(each))) {
      const secretKey = fromPem(read(path.join(directory, name)));
      if (secretKey !== undefined) add(secretKey);
    }
  }
  const json = path.join(folder, KEYS_JSON);
  if (existsSync(json)) for (const secretKey of fromJson(read(json))) add(secretKey);
  return keys;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new EuiccError('Certificates', `${file} cannot be read. Check its permissions.`, { cause });
  }
}

function fromPem(text: string): Uint8Array | undefined {
  if (!text.includes('PRIVATE KEY-----')) return undefined;
  const jwk = jwkOf(text);
  return jwk?.crv === 'P-256' && jwk.d !== undefined ? Uint8Array.from(Buffer.from(jwk.d, 'base64url')) : undefined;
}

function jwkOf(text: string): JsonWebKey | undefined {
  try {
    return createPrivateKey(text).export({ format: 'jwk' });
  } catch {
    // Encrypted, or of a kind that has no such form.
    return undefined;
  }
}

function fromJson(text: string): Uint8Array[] {
  try {
    return Object.values(JSON.parse(text) as Record<string, { d?: unknown } | null>)
      .map((entry) => entry?.d)
      .filter((d) => typeof d === 'string' && SECRET_KEY.test(d))
      .map((d) => Uint8Array.from(Buffer.from(d as string, 'hex')));
  } catch {
    return [];
  }
}

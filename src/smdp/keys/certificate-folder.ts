import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDirectory } from '../../pki/file.ts';
import { SmdpError } from '../error.ts';
import type { Trust } from '../trust.ts';
import { type KeyedCertificate, SoftwareKeys } from './software-keys.ts';

export interface CertificateFolder {
  readonly keys: SoftwareKeys;
  readonly trust: Trust;
}

/**
 * Certificates of a folder, in DER or PEM: those of CIs and sub-CIs are trusted, those of DPauth and DPpb used with the private keys (PEM)
 * in the folder `keys` below it. CRLs in it are heeded. `at` in Unix seconds. Throws {@link SmdpError} Configuration, PkiError File.
 */
export function readCertificateFolder(folder: string, at: number): CertificateFolder {
  const { byRole, crls } = loadDirectory(folder);
  const privateKeys = readKeys(path.join(folder, 'keys'));
  const keyed = [...byRole.DpAuth, ...byRole.DpPb].flatMap((certificate): KeyedCertificate[] => {
    const found = privateKeys.find((privateKey) => SoftwareKeys.isPair({ certificate, privateKey }));
    return found === undefined ? [] : [{ certificate, privateKey: found }];
  });
  const keys = new SoftwareKeys(keyed, byRole.Ci, at);
  return {
    keys,
    trust: {
      certificateIssuers: byRole.Ci,
      intermediates: byRole.SubCi,
      ...(crls.length > 0 && { crls }),
    },
  };
}

function readKeys(folder: string): readonly KeyObject[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pem')) : [];
  if (files.length === 0) {
    throw new SmdpError('Configuration', `${folder} has no private keys (*.pem); put those of DPauth and DPpb there.`);
  }
  return files.map((name) => {
    try {
      return createPrivateKey(readFileSync(path.join(folder, name)));
    } catch {
      throw new SmdpError(
        'Configuration',
        `${path.join(folder, name)} is no private key in PEM; remove or replace it.`,
      );
    }
  });
}

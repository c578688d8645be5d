import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../../src/pki/certificate.ts';
import { readCertificate } from '../../src/pki/file.ts';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { parseDay } from '../../src/sdk/date.ts';

/** The six certificates of SGP.26, or minted ones of the same shape where `OPENRSP_VECTORS` is not set. */
export interface Cast {
  readonly isSgp26: boolean;
  readonly ci: Certificate;
  readonly eum: Certificate;
  readonly euicc: Certificate;
  readonly dpAuth: Certificate;
  readonly dpPb: Certificate;
  readonly dpTls: Certificate;
  /** Private key of {@link dpAuth}, 32 octets. */
  readonly dpAuthKey: Uint8Array;
}

/** A day on which all of them are in date. */
export const DAY = parseDay('2026-01-15');

export function castOfTheDay(): Cast {
  const vectors = process.env.OPENRSP_VECTORS;
  if (vectors === undefined || vectors === '') {
    const { ci, eum, euiccs, dpAuth, dpPb, dpTls } = mintPki({ seed: 'e2e', notBefore: parseDay('2026-01-01') });
    return {
      isSgp26: false,
      ci: ci.certificate,
      eum: eum.certificate,
      euicc: euiccs[0].certificate,
      dpAuth: dpAuth.certificate,
      dpPb: dpPb.certificate,
      dpTls: dpTls.certificate,
      dpAuthKey: dpAuth.secretKey,
    };
  }
  const folder = path.join(vectors, 'sgp26');
  const read = (name: string): Certificate => readCertificate(path.join(folder, `CERT_${name}.der`));
  const keys = JSON.parse(readFileSync(path.join(folder, 'keys.json'), 'utf8')) as Record<string, { d: string }>;
  return {
    isSgp26: true,
    ci: read('CI_ECDSA_NIST'),
    eum: read('EUM_ECDSA_NIST'),
    euicc: read('EUICC_ECDSA_NIST'),
    dpAuth: read('S_SM_DPauth_ECDSA_NIST'),
    dpPb: read('S_SM_DPpb_ECDSA_NIST'),
    dpTls: read('S_SM_DP_TLS_NIST'),
    dpAuthKey: Buffer.from(keys.S_SM_DPauth_ECDSA_NIST!.d, 'hex'),
  };
}

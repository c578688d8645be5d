import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mintedParties, type ChipParties, type Keyed } from '../../src/demo/chip.ts';
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
  /** The chip and its SM-DP+, with their private keys. */
  readonly parties: ChipParties;
}

/** A day on which all of them are in date. */
export const DAY = parseDay('2026-01-15');

export function castOfTheDay(): Cast {
  const vectors = process.env.OPENRSP_VECTORS;
  if (vectors === undefined || vectors === '') {
    const pki = mintPki({ seed: 'e2e', notBefore: parseDay('2026-01-01') });
    const { ci, eum, euiccs, dpAuth, dpPb, dpTls } = pki;
    return {
      isSgp26: false,
      ci: ci.certificate,
      eum: eum.certificate,
      euicc: euiccs[0].certificate,
      dpAuth: dpAuth.certificate,
      dpPb: dpPb.certificate,
      dpTls: dpTls.certificate,
      parties: mintedParties(pki),
    };
  }
  const folder = path.join(vectors, 'sgp26');
  const read = (name: string): Certificate => readCertificate(path.join(folder, `CERT_${name}.der`));
  const keys = JSON.parse(readFileSync(path.join(folder, 'keys.json'), 'utf8')) as Record<string, { d: string }>;
  const keyed = (name: string): Keyed => ({ certificate: read(name), secretKey: Buffer.from(keys[name]!.d, 'hex') });
  const [ci, eum] = [read('CI_ECDSA_NIST'), read('EUM_ECDSA_NIST')];
  const euicc = keyed('EUICC_ECDSA_NIST');
  const [dpAuth, dpPb] = [keyed('S_SM_DPauth_ECDSA_NIST'), keyed('S_SM_DPpb_ECDSA_NIST')];
  return {
    isSgp26: true,
    ci,
    eum,
    euicc: euicc.certificate,
    dpAuth: dpAuth.certificate,
    dpPb: dpPb.certificate,
    dpTls: read('S_SM_DP_TLS_NIST'),
    parties: { ci, eum, euicc, dpAuth, dpPb },
  };
}

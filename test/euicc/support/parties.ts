import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { mintPki, type MintedPki } from '../../../src/pki/mint/pki.ts';
import { EuiccCredential } from '../../../src/euicc/ecasd/credential.ts';
import { Ecasd } from '../../../src/euicc/ecasd/ecasd.ts';
import { readJson } from '../../pki/support/vectors.ts';

/** A certificate with its private key. */
export interface Signer {
  readonly certificate: Certificate;
  readonly secretKey: Uint8Array;
}

/** A CI with a chip and an SM-DP+ under it. */
export interface Parties {
  readonly ci: Certificate;
  readonly ecasd: Ecasd;
  readonly dpAuth: Signer;
  readonly dpPb: Signer;
}

export const NOT_BEFORE = 1_767_225_600n;

let cached: MintedPki | undefined;

/** One PKI for all tests; its private keys are public by its seed. */
export function mintedPki(): MintedPki {
  return (cached ??= mintPki({ seed: 'test/euicc', notBefore: NOT_BEFORE, euiccs: 3 }));
}

export function mintedParties(chip = 0): Parties {
  const { ci, dpAuth, dpPb } = mintedPki();
  return { ci: ci.certificate, ecasd: mintedEcasd(mintedPki().euiccs[chip]!), dpAuth, dpPb };
}

export function mintedEcasd(euicc: Minted): Ecasd {
  const { ci } = mintedPki();
  const credential = new EuiccCredential({
    euiccCertificate: euicc.certificate,
    eumCertificate: euicc.issuer!.certificate,
    ciCertificate: ci.certificate,
    secretKey: euicc.secretKey,
  });
  return new Ecasd([credential], [ci.certificate]);
}

/** The GSMA's test PKI in `folder` (SGP.26). */
export function sgp26Parties(folder: string): Parties {
  const keys = readJson(path.join(folder, 'keys.json')) as Record<string, { d: string }>;
  const certificate = (name: string): Certificate =>
    parseCertificate(readFileSync(path.join(folder, `CERT_${name}.der`)));
  const signer = (name: string): Signer => ({
    certificate: certificate(name),
    secretKey: Uint8Array.from(Buffer.from(keys[name]!.d, 'hex')),
  });
  const ci = certificate('CI_ECDSA_NIST');
  const euicc = signer('EUICC_ECDSA_NIST');
  const credential = new EuiccCredential({
    euiccCertificate: euicc.certificate,
    eumCertificate: certificate('EUM_ECDSA_NIST'),
    ciCertificate: ci,
    secretKey: euicc.secretKey,
  });
  return {
    ci,
    ecasd: new Ecasd([credential], [ci]),
    dpAuth: signer('S_SM_DPauth_ECDSA_NIST'),
    dpPb: signer('S_SM_DPpb_ECDSA_NIST'),
  };
}

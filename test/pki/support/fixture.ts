import { parseCertificate, type Certificate } from '../../../src/pki/certificate.ts';
import type { Minted } from '../../../src/pki/mint/authority.ts';
import { issue, type CertificateTemplate } from '../../../src/pki/mint/issue.ts';
import { keyIdentifier } from '../../../src/pki/mint/key.ts';
import { mintPki, type MintedPki } from '../../../src/pki/mint/pki.ts';
import { serverProfile, type MintProfile } from '../../../src/pki/mint/profile.ts';

/** 2026-01-01T00:00:00Z. */
export const NOT_BEFORE = 1_767_225_600n;
/** 2026-01-15T00:00:00Z. */
export const NOW = 1_768_435_200n;
const YEAR = 365n * 86_400n;

let cached: MintedPki | undefined;

/** One PKI for all tests; its private keys are public by its seed. */
export function pki(): MintedPki {
  return (cached ??= mintPki({ seed: 'test/pki', notBefore: NOT_BEFORE, euiccs: 2 }));
}

export function poolOf({ all }: MintedPki): readonly Certificate[] {
  return all.map(({ certificate }) => certificate);
}

/** DER of a certificate of `profile` under `issuer`, with parts of its template replaced. */
export function derWith(
  changes: Partial<CertificateTemplate>,
  profile: MintProfile = serverProfile('DpAuth'),
  issuer: Minted = pki().ci,
): Uint8Array {
  const { authority } = pki();
  const validity = { notBefore: NOT_BEFORE, notAfter: NOT_BEFORE + 10n * YEAR };
  const keys = authority.keyPair('derWith');
  const template = authority.template({ name: 'derWith', profile, validity, issuer }, keys);
  return issue({ ...template, ...changes }, issuer.secretKey);
}

/** Extensions of `profile` under the CI, as {@link derWith} signs them. */
export function extensionsOf(profile: MintProfile): readonly Uint8Array[] {
  const own = keyIdentifier(pki().authority.keyPair('derWith').point);
  return profile.extensions(own, pki().ci.certificate.subjectKeyIdentifier ?? own);
}

/** Parses a certificate of `profile` with `added` after its own extensions. */
export function parseWithExtensions(profile: MintProfile, ...added: readonly Uint8Array[]): Certificate {
  return parseCertificate(derWith({ extensions: [...extensionsOf(profile), ...added] }, profile));
}

import type { Certificate } from '../certificate.ts';
import type { Crl } from '../crl.ts';
import { objectIdentifier } from '../der/writer.ts';
import type { Minted, MintRequest, Validity } from './authority.ts';
import { mintPkiCrls } from './crls.ts';
import { issue, type CertificateTemplate } from './issue.ts';
import { keyIdentifier } from './key.ts';
import { EUM_ORGANIZATION, EUM_PREFIX, eidOf, type MintedPki } from './pki.ts';
import { euiccProfile, type MintProfile } from './profile.ts';

const YEAR = 365n * 86_400n;

/** A certificate that parseCertificate or validateChain is to refuse. */
export interface Forged {
  readonly der: Uint8Array;
  readonly secretKey: Uint8Array;
  /** The certificate that claims to be its issuer. */
  readonly issuer: Minted;
}

export type ForgeRequest = Pick<MintRequest, 'name' | 'profile'> & {
  readonly validity?: Validity;
  readonly issuer?: Minted;
};

/** Issues what `request` says with parts of the template replaced, unparsed, signed by the issuer unless `signer` is another key. */
export function forge(
  pki: MintedPki,
  { name, profile, validity = validityOf(pki), issuer = pki.ci }: ForgeRequest,
  changes: Partial<CertificateTemplate> = {},
  signer: Uint8Array = issuer.secretKey,
): Forged {
  const keys = pki.authority.keyPair(name);
  const template = pki.authority.template({ name, profile, validity, issuer }, keys);
  const der = issue({ ...template, ...changes }, signer, pki.authority.nextHalf());
  return { der, secretKey: keys.secretKey, issuer };
}

/** {@link forge} with the extension `oid` replaced by others. */
export function withExtension(
  pki: MintedPki,
  name: string,
  profile: MintProfile,
  oid: string,
  replacement: readonly Uint8Array[],
): Forged {
  const own = keyIdentifier(pki.authority.keyPair(name).point);
  const header = Buffer.from(objectIdentifier(oid));
  const extensions = profile
    .extensions(own, pki.ci.certificate.subjectKeyIdentifier ?? own)
    .flatMap((original) => (Buffer.from(original).includes(header) ? replacement : [original]));
  return forge(pki, { name, profile }, { extensions });
}

/** An eUICC under `eum`, and `eum` for the pool. */
export function chipOf(pki: MintedPki, name: string, eum: Minted): Forged & { pool: readonly Certificate[] } {
  const profile = euiccProfile(EUM_ORGANIZATION, eidOf(EUM_PREFIX, 1003));
  return { ...forge(pki, { name, profile, issuer: eum }), pool: [eum.certificate] };
}

/** What was minted by the rules, and becomes wrong by what surrounds it. */
export function asForged({ certificate, secretKey }: Minted, issuer: Minted): Forged {
  return { der: certificate.der, secretKey, issuer };
}

/** The CI's next CRLs, which list `revoked`. */
export function crlsWith(pki: MintedPki, revoked: Minted): readonly Crl[] {
  return mintPkiCrls(pki.ci, { number: 2n, thisUpdate: pki.notBefore, revoked: [revoked] }).map(({ crl }) => crl);
}

/** Ten years from the PKI's beginning. */
export function validityOf({ notBefore }: MintedPki): Validity {
  return { notBefore, notAfter: notBefore + 10n * YEAR };
}

/** `der` with the lowest bit of one octet flipped. */
export function withBitFlipped(der: Uint8Array, position: number): Uint8Array {
  return der.map((octet, i) => (i === position ? octet ^ 1 : octet));
}

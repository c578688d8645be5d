import { contextPrimitive, Tag } from '../der/tag.ts';
import { booleanTrue, explicit, integer, sequence, time } from '../der/writer.ts';
import { parseCrl, type Crl } from '../crl.ts';
import { Oid } from '../oid.ts';
import type { Minted } from './authority.ts';
import { authorityKeyIdentifier, distributionPointName, extension } from './extension.ts';
import { CRL_A, CRL_B } from './profile.ts';
import { ecdsaWithSha256, sign, type SignatureHalf } from './sign.ts';

export interface CrlTemplate {
  /** Name of the issuer, DER. */
  readonly issuer: Uint8Array;
  /** Unix seconds. */
  readonly thisUpdate: bigint;
  readonly nextUpdate: bigint;
  readonly entries: readonly CrlEntryTemplate[];
  readonly extensions: readonly Uint8Array[];
}

export interface CrlEntryTemplate {
  readonly serialNumber: bigint;
  readonly revocationDate: bigint;
  /** CRLReason (RFC 5280 5.3.1); undefined: unspecified. */
  readonly reason?: number;
}

export interface MintedCrl {
  /** Stem of its file name. */
  readonly name: string;
  readonly crl: Crl;
}

const VERSION_2 = 1n;
const ONLY_CONTAINS_USER_CERTS = contextPrimitive(1);
const CRL_LIFETIME = 365n * 86_400n;

/** A CertificateList (RFC 5280 5.1) in DER, signed with `secretKey`. */
export function issueCrl(template: CrlTemplate, secretKey: Uint8Array, half: SignatureHalf = 'low'): Uint8Array {
  const entries = template.entries.map(({ serialNumber, revocationDate, reason }) => {
    const extensions =
      reason === undefined ? [] : [sequence(extension(Oid.reasonCode, integer(BigInt(reason), Tag.Enumerated)))];
    return sequence(integer(serialNumber), time(revocationDate), ...extensions);
  });
  const tbs = sequence(
    integer(VERSION_2),
    ecdsaWithSha256(),
    template.issuer,
    time(template.thisUpdate),
    time(template.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, sequence(...template.extensions)),
  );
  return sign(tbs, secretKey, half);
}

export interface PkiCrlOptions {
  readonly number: bigint;
  /** Unix seconds. */
  readonly thisUpdate: bigint;
  readonly revoked?: readonly Minted[];
  /** Before the file names. */
  readonly prefix?: string;
}

/** CRL-A (end entities) and CRL-B (all) of a CI or sub-CI, valid for a year. */
export function mintPkiCrls(
  issuer: Minted,
  { number, thisUpdate, revoked = [], prefix = '' }: PkiCrlOptions,
): readonly MintedCrl[] {
  const crl = (name: string, uri: string, userOnly: boolean, half: SignatureHalf): MintedCrl => {
    const listed = revoked.filter(({ certificate }) => !userOnly || !certificate.isCa);
    const scope = [distributionPointName(uri), ...(userOnly ? [booleanTrue(ONLY_CONTAINS_USER_CERTS)] : [])];
    const { subject, subjectKeyIdentifier = new Uint8Array() } = issuer.certificate;
    const template: CrlTemplate = {
      issuer: subject.der,
      thisUpdate,
      nextUpdate: thisUpdate + CRL_LIFETIME,
      entries: listed.map(({ certificate: { serialNumber } }) => ({
        serialNumber,
        revocationDate: thisUpdate,
        reason: 1,
      })),
      extensions: [
        authorityKeyIdentifier(subjectKeyIdentifier),
        extension(Oid.cRLNumber, integer(number)),
        extension(Oid.issuingDistributionPoint, sequence(...scope), true),
      ],
    };
    return { name: prefix + name, crl: parseCrl(issueCrl(template, issuer.secretKey, half)) };
  };
  return [crl('CRL-A', CRL_A, true, 'low'), crl('CRL-B', CRL_B, false, 'high')];
}

import path from 'node:path';
import type { Certificate } from '../pki/certificate.ts';
import { findIssuer } from '../pki/chain.ts';
import { loadDirectory } from '../pki/file.ts';
import { privateKeysIn } from '../euicc/ecasd/private-keys.ts';
import { mintPki } from '../pki/mint/pki.ts';
import type { RoleName } from '../pki/role.ts';
import { parseDay } from '../sdk/date.ts';
import { SdkError } from '../sdk/sdk-error.ts';
import { mintedParties, type ChipParties, type Keyed } from './chip.ts';

/** A certificate that the demo registers. */
export interface Member {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/** The certificates of one run. */
export interface Cast {
  readonly origin: string;
  readonly ci: Certificate;
  /** Issuers before those they issued for. An eUICC only where {@link chip} is there: it registers by its own signature. */
  readonly members: readonly Member[];
  /** Undefined where the private keys of eUICC and SM-DP+ are not there. */
  readonly chip: ChipParties | undefined;
  /** When the demo's chain begins: seconds since 1970. */
  readonly startTime: bigint;
}

/** A day on which the SGP.26 certificates, TLS included, are in date; minted ones are made for it. */
const DEFAULT_DAY = '2026-01-15';
/** In this order, because a server or chip may need the CA before it. */
const ROLES: readonly RoleName[] = ['SubCi', 'Eum', 'DpAuth', 'DpPb', 'DpTls', 'DsAuth', 'DsTls', 'Euicc'];
/** First day of minted certificates. */
const MINTED_DAY = '2026-01-01';

/**
 * The certificates of `folder`, or SGP.26's where `OPENRSP_VECTORS` says where they are, or freshly minted ones: of these
 * only five, since SM-DS certificates are proven like SM-DP+ ones. Throws SdkError and PkiError for what cannot be used.
 */
export function chooseCast(folder: string | undefined, day: string | undefined): Cast {
  const vectors = process.env.OPENRSP_VECTORS;
  if (folder !== undefined) return castOf(folder, day ?? new Date().toISOString().slice(0, 10));
  if (vectors !== undefined && vectors !== '') return castOf(path.join(vectors, 'sgp26'), day ?? DEFAULT_DAY);
  const pki = mintPki({ notBefore: parseDay(MINTED_DAY) });
  const { ci, eum, dpAuth, dpPb, dpTls, euiccs } = pki;
  const member = (minted: { certificate: Certificate }, issuer: { certificate: Certificate }): Member => ({
    certificate: minted.certificate,
    issuer: issuer.certificate,
  });
  return {
    origin: 'a PKI minted for this run',
    ci: ci.certificate,
    members: [...[eum, dpAuth, dpPb, dpTls].map((minted) => member(minted, ci)), member(euiccs[0], eum)],
    chip: mintedParties(pki),
    startTime: parseDay(day ?? DEFAULT_DAY),
  };
}

/** Of each role the first certificate of the folder whose issuer takes part. Throws SdkError when the folder has no CI. */
function castOf(folder: string, day: string): Cast {
  const { byRole } = loadDirectory(folder);
  const [ci] = byRole.Ci;
  if (ci === undefined) {
    throw new SdkError(
      `The folder ${folder} has no CI certificate (policy 2.23.146.1.2.1.0); put it there, as DER or PEM`,
    );
  }
  const members: Member[] = [];
  for (const role of ROLES) {
    for (const certificate of byRole[role]) {
      const issuer = findIssuer(certificate, [ci, ...members.map((member) => member.certificate)]);
      if (issuer === undefined) continue;
      members.push({ certificate, issuer });
      break;
    }
  }
  if (members.length === 0) {
    throw new SdkError(`No certificate in ${folder} was issued by "${ci.subject.text}" or below it; add some`);
  }
  const chip = partiesOf(folder, ci, members);
  return {
    origin: folder,
    ci,
    members: members.filter(({ certificate }) => chip !== undefined || certificate.role !== 'Euicc'),
    chip,
    startTime: parseDay(day),
  };
}

/** Undefined where a private key is missing, or a CA stands between CI and EUM, which no simulated chip has. */
function partiesOf(folder: string, ci: Certificate, members: readonly Member[]): ChipParties | undefined {
  const secretKeys = privateKeysIn(folder);
  const keyed = (role: RoleName): Keyed[] =>
    members.flatMap(({ certificate }) => {
      const secretKey = secretKeys.get(certificate.publicKey.x);
      return certificate.role !== role || secretKey === undefined ? [] : [{ certificate, secretKey }];
    });
  const [[euicc], [dpAuth], [dpPb]] = [keyed('Euicc'), keyed('DpAuth'), keyed('DpPb')];
  const eum = members.find(({ certificate }) => certificate === euicc?.certificate)?.issuer;
  const isUnderCi = members.some(({ certificate, issuer }) => certificate === eum && issuer === ci);
  if (euicc === undefined || dpAuth === undefined || dpPb === undefined || eum === undefined || !isUnderCi) {
    return undefined;
  }
  return { ci, eum, euicc, dpAuth, dpPb };
}

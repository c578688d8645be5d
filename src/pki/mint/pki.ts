import { withCheckDigits } from '../eid.ts';
import { Authority, type Minted, type Validity } from './authority.ts';
import { mintPkiCrls, type MintedCrl } from './crls.ts';
import { seededEntropy, systemEntropy } from './entropy.ts';
import {
  ciProfile,
  eumProfile,
  euiccProfile,
  serverProfile,
  subCiProfile,
  tlsProfile,
  type MintProfile,
} from './profile.ts';

export interface MintOptions {
  /** For tests only: makes every key and serial number follow from this text, and so public. Default: the system's randomness. */
  readonly seed?: string;
  /** Unix seconds at which validity begins (eUICC: three years before). Default: the beginning of the present day, UTC. */
  readonly notBefore?: bigint;
  /** eUICCs under the EUM, at least one. Default: 1. */
  readonly euiccs?: number;
}

/** A complete test PKI with the shape of SGP.26's. */
export interface MintedPki {
  readonly authority: Authority;
  readonly notBefore: bigint;
  readonly ci: Minted;
  readonly subCi: Minted;
  /** Under the CI. */
  readonly eum: Minted;
  /** Under the sub-CI. */
  readonly subCiEum: Minted;
  /** Under {@link eum}. */
  readonly euiccs: readonly [Minted, ...Minted[]];
  /** Under {@link subCiEum}: the longest line, of four. */
  readonly subCiEuicc: Minted;
  readonly dpAuth: Minted;
  readonly dpPb: Minted;
  readonly dpTls: Minted;
  readonly dsAuth: Minted;
  readonly dsTls: Minted;
  /** Every certificate, issuers first. */
  readonly all: readonly Minted[];
  /** CRL-A (certificates of end entities) and CRL-B (all) of the CI and of the sub-CI, all empty. */
  readonly crls: readonly MintedCrl[];
}

const DAY = 86_400n;
const YEAR = 365n * DAY;
/** 7492-11-02T14:39:03Z, as the official eUICC has it. */
const EUICC_NOT_AFTER = 174_283_972_743n;

export const EUM_ORGANIZATION = 'OpenRSP Test EUM';
export const EUM_PREFIX = '89999001';
export const SUB_CI_EUM_PREFIX = '89999002';

/** Mints CI, sub-CI, EUMs, eUICCs, SM-DP+ and SM-DS certificates and the CI's CRLs, in memory. */
export function mintPki(options: MintOptions = {}): MintedPki {
  const { seed, notBefore = startOfToday(), euiccs: count = 1 } = options;
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${count} eUICCs: at least one is minted`);
  const authority = new Authority(seed === undefined ? systemEntropy : seededEntropy(seed));
  const mint = (name: string, profile: MintProfile, issuer: Minted | undefined, validity: Validity): Minted =>
    authority.mint({ name, profile, issuer, validity });
  const from = (years: bigint): Validity => ({ notBefore, notAfter: notBefore + years * YEAR });
  const tls: Validity = { notBefore, notAfter: notBefore + 398n * DAY };
  // Begins before its EUM's and ends long after: validity periods of SGP.22 do not nest.
  const chip: Validity = { notBefore: notBefore - 3n * YEAR, notAfter: EUICC_NOT_AFTER };

  const ci = mint('CERT_CI', ciProfile, undefined, from(35n));
  const subCi = mint('CERT_SUBCI', subCiProfile(1), ci, from(30n));
  const eum = mint('CERT_EUM', eumProfile(EUM_ORGANIZATION, [EUM_PREFIX]), ci, from(34n));
  const subCiEum = mint('CERT_SUBCI_EUM', eumProfile(EUM_ORGANIZATION, [SUB_CI_EUM_PREFIX]), subCi, from(29n));
  const euicc = (name: string, issuer: Minted, prefix: string, number: number): Minted =>
    mint(name, euiccProfile(EUM_ORGANIZATION, eidOf(prefix, number)), issuer, chip);
  const euiccs = Array.from({ length: count }, (_, i) => euicc(`CERT_EUICC_${i + 1}`, eum, EUM_PREFIX, i + 1));
  const subCiEuicc = euicc('CERT_SUBCI_EUICC', subCiEum, SUB_CI_EUM_PREFIX, 1);
  const dpAuth = mint('CERT_DPauth', serverProfile('DpAuth'), ci, from(10n));
  const dpPb = mint('CERT_DPpb', serverProfile('DpPb'), ci, from(10n));
  const dpTls = mint('CERT_DP_TLS', tlsProfile('DpTls'), ci, tls);
  const dsAuth = mint('CERT_DSauth', serverProfile('DsAuth'), ci, from(10n));
  const dsTls = mint('CERT_DS_TLS', tlsProfile('DsTls'), ci, tls);

  return {
    authority,
    notBefore,
    ci,
    subCi,
    eum,
    subCiEum,
    euiccs: euiccs as [Minted, ...Minted[]],
    subCiEuicc,
    dpAuth,
    dpPb,
    dpTls,
    dsAuth,
    dsTls,
    all: [ci, subCi, eum, subCiEum, ...euiccs, subCiEuicc, dpAuth, dpPb, dpTls, dsAuth, dsTls],
    crls: [
      ...mintPkiCrls(ci, { thisUpdate: notBefore, number: 1n }),
      ...mintPkiCrls(subCi, { thisUpdate: notBefore, number: 1n, prefix: 'SUBCI-' }),
    ],
  };
}

/** EID number `number` of an EUM with `prefix`. */
export function eidOf(prefix: string, number: number): string {
  return withCheckDigits(prefix + String(number).padStart(30 - prefix.length, '0'));
}

function startOfToday(): bigint {
  const now = BigInt(Math.floor(Date.now() / 1000));
  return now - (now % DAY);
}

import { p256 } from '@noble/curves/nist.js';
import { keccak256 } from 'ethers';
import { MAX_CRL_OCTETS, readDer } from '../../../src/pki/der/node.ts';
import { contextConstructed } from '../../../src/pki/der/tag.ts';
import { bitString, explicit, integer, sequence, time } from '../../../src/pki/der/writer.ts';
import { distributionPointName, extension } from '../../../src/pki/mint/extension.ts';
import { name } from '../../../src/pki/mint/name.ts';
import { ecdsaWithSha256 } from '../../../src/pki/mint/sign.ts';
import { Oid } from '../../../src/pki/oid.ts';
import { Role, type RoleNumber } from '../../../src/zk/values.ts';
import { type Anchor, CA_FLAGS, type Certificate, type Key } from './certificates.ts';

/** The opening of a CA's leaf, as RevocationLists takes it. */
export function issuerOf(ca: Anchor | Certificate, role: RoleNumber = 'role' in ca ? ca.role : Role.Ci) {
  return {
    x: ca.key.x,
    y: ca.key.y,
    role,
    flags: 'flags' in ca ? ca.flags : CA_FLAGS,
    notAfter: ca.notAfter,
    revKey: ca.revKey,
    constraint: 'attribute' in ca ? ca.attribute : 0n,
  };
}

export const URI_A = 'http://ci.example/A.crl';
export const URI_B = 'http://ci.example/B.crl';
export const ISSUER_NAME = name(['CN', 'CI'], ['C', 'IT']);
/** 2026-01-10T00:00:00Z, before the test chain begins. */
export const THIS_UPDATE = 1_768_003_200n;
export const DAY = 86_400n;

export const crlNumber = (number: bigint): Uint8Array => extension(Oid.cRLNumber, integer(number));
export const scope = (...members: Uint8Array[]): Uint8Array =>
  extension(Oid.issuingDistributionPoint, sequence(...members), true);
export const scopeOfUri = (uri: string): Uint8Array => scope(distributionPointName(uri));
export const entry = (serialNumber: bigint, ...extensions: Uint8Array[]): Uint8Array =>
  sequence(integer(serialNumber), time(THIS_UPDATE), ...(extensions.length > 0 ? [sequence(...extensions)] : []));

/** What a list is called on chain: by what was signed, whichever signature stands below it. */
export const nameOf = (der: Uint8Array): string => keccak256(readDer(der, MAX_CRL_OCTETS).children[0]!.bytes);

/** The members of a CertificateList, each in DER; what is not given is as it should be. */
export interface CrlParts {
  readonly number?: bigint;
  readonly uri?: string;
  readonly thisUpdate?: bigint;
  readonly nextUpdate?: bigint;
  readonly serialNumbers?: readonly bigint[];

  readonly version?: Uint8Array;
  readonly innerAlgorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  readonly issuer?: Uint8Array;
  readonly times?: Uint8Array;
  readonly revoked?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly crlExtensions?: Uint8Array;
  readonly after?: Uint8Array;
  readonly highS?: boolean;
}

const NOTHING = new Uint8Array();

/** A CRL that `key` signed, whatever it says. */
export function crl(key: Key, parts: CrlParts = {}): Uint8Array {
  const { number = 1n, uri = URI_A, thisUpdate = THIS_UPDATE, serialNumbers = [] } = parts;
  const entries = serialNumbers.map((serialNumber) => entry(serialNumber));
  const extensions = parts.extensions ?? [crlNumber(number), scopeOfUri(uri)];
  const tbs = sequence(
    parts.version ?? integer(1n),
    parts.innerAlgorithm ?? ecdsaWithSha256(),
    parts.issuer ?? ISSUER_NAME,
    parts.times ?? Buffer.concat([time(thisUpdate), time(parts.nextUpdate ?? thisUpdate + 365n * DAY)]),
    parts.revoked ?? (entries.length > 0 ? sequence(...entries) : NOTHING),
    parts.crlExtensions ?? explicit(0, sequence(...extensions)),
    parts.after ?? NOTHING,
  );
  return wrap(tbs, key, parts);
}

/** Signs a TBSCertList, whatever it is. */
export function wrap(tbs: Uint8Array, key: Key, { outerAlgorithm, highS = false }: CrlParts = {}): Uint8Array {
  const { r, s } = p256.Signature.fromBytes(p256.sign(tbs, key.secret, { lowS: true, prehash: true }));
  const half = highS ? p256.Point.Fn.ORDER - s : s;
  return sequence(tbs, outerAlgorithm ?? ecdsaWithSha256(), bitString(sequence(integer(r), integer(half))));
}

/** Content octets of revokedCertificates: where the entries begin, and how many octets they have. */
export function entriesOf(serialNumbers: readonly bigint[]): Uint8Array {
  return Buffer.concat(serialNumbers.map((serialNumber) => entry(serialNumber)));
}

export const CRL_EXTENSIONS = contextConstructed(0);

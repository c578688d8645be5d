import type { Certificate } from '../../pki/certificate.ts';
import { ISSUERS, isCaRole, type RoleName } from '../../pki/role.ts';
import { verifySignature } from '../../pki/signature.ts';
import { FIELD_MODULUS } from '../poseidon.ts';
import {
  caLeaf,
  chipLeaf,
  encodeFlags,
  encodeMeta,
  holder,
  keyHash,
  nullifier,
  PATH_LENGTH_UNLIMITED,
  revKey,
  ridHash,
  Role,
  serverLeaf,
  type Flags,
  type RoleNumber,
} from '../values.ts';
import { CertificateStatementError } from './error.ts';
import { constraintValue, statedPathLength, type EumConstraint, type IssuerRecord } from './issuer.ts';
import { checkLimits } from './limits.ts';

/** Which of the three leaves a certificate has. */
export type LeafKind = 'ca' | 'server' | 'chip';

/** What a leaf commits to, in the order of its hash. */
export interface LeafOpening {
  readonly keyHash: bigint;
  readonly meta: bigint;
  readonly revKey: bigint;
  /** CA: constraint; server: ridHash; chip: holder. */
  readonly extra: bigint;
}

/** Everything a certificate's proof is about, except roots, time and binding: what the binding can be computed from. */
export interface CertificateStatement {
  readonly certificate: Certificate;
  readonly issuer: IssuerRecord;
  readonly kind: LeafKind;
  readonly role: RoleNumber;
  readonly flags: Flags;
  /** Unix seconds; a CA's and a server's is not later than its issuer's. */
  readonly notAfter: bigint;
  readonly serialNumber: bigint;
  readonly opening: LeafOpening;
  readonly leaf: bigint;
  /** Of a chip; 0 for CAs and servers. */
  readonly nullifier: bigint;
  /** Of a CA: its record as the issuer of others. */
  readonly record: IssuerRecord | undefined;
  /** Of a chip. */
  readonly holderSecret: bigint | undefined;
}

/** What {@link certificateStatement} is asked for. */
export interface CertificateUnderIssuer {
  readonly certificate: Certificate;
  readonly issuer: IssuerRecord;
  /** For an eUICC, and for nothing else: 1 to r - 1, random; whoever knows it holds the chip. */
  readonly holderSecret?: bigint | undefined;
}

/**
 * States what is proven of `certificate` under `issuer`.
 * @throws CertificateStatementError when the circuit would refuse it, whatever the time and the trees
 */
export function certificateStatement(request: CertificateUnderIssuer): CertificateStatement {
  checkLimits(request.certificate);
  checkIssuer(request.certificate, request.issuer);
  return describeCertificate(request);
}

/** Refuses what must not be registered in the open. */
export function checkNoChip({ role }: Certificate): void {
  if (role !== 'Euicc') return;
  throw new CertificateStatementError(
    'Chip',
    'an eUICC certificate in the open would give away its chip; prove it instead.',
  );
}

/**
 * What is registered of a CA's or server's `certificate` under `issuer` in the open: the same, without the circuit's limits.
 * @throws CertificateStatementError when the registry would refuse it, whatever the time
 */
export function openStatement(request: Omit<CertificateUnderIssuer, 'holderSecret'>): CertificateStatement {
  checkNoChip(request.certificate);
  checkIssuer(request.certificate, request.issuer);
  return describeCertificate(request);
}

/** The statement without a look at whether it is true. */
export function describeCertificate({
  certificate,
  issuer,
  holderSecret,
}: CertificateUnderIssuer): CertificateStatement {
  const { role: roleName, nameConstraints, serialNumber } = certificate;
  const isCa = isCaRole(roleName);
  const kind = isCa ? 'ca' : roleName === 'Euicc' ? 'chip' : 'server';
  const role = Role[roleName];
  const flags: Flags = isCa
    ? { crlSign: certificate.keyUsage.cRLSign, pathLength: remainingPathLength(certificate, issuer) }
    : { crlSign: false, pathLength: 0 };
  const notAfter = kind === 'chip' || certificate.notAfter < issuer.notAfter ? certificate.notAfter : issuer.notAfter;
  const opening = {
    keyHash: keyHash(certificate.publicKey),
    meta: encodeMeta(role, encodeFlags(flags), notAfter),
    revKey: revKey(keyHash(issuer.publicKey), serialNumber),
    extra: extraOf(kind, certificate, holderSecret),
  };
  const record: IssuerRecord = {
    publicKey: certificate.publicKey,
    role,
    flags,
    notAfter,
    revKey: opening.revKey,
    ...(nameConstraints === undefined ? {} : { constraint: nameConstraints }),
  };
  return {
    certificate,
    issuer,
    kind,
    role,
    flags,
    notAfter,
    serialNumber,
    opening,
    leaf: leafOf(kind, opening),
    nullifier: kind === 'chip' ? nullifier(opening.keyHash, opening.revKey) : 0n,
    record: isCa ? record : undefined,
    holderSecret,
  };
}

/** The leaf that opens to `opening`. */
export function leafOf(kind: LeafKind, { keyHash: key, meta, revKey: revocation, extra }: LeafOpening): bigint {
  const hash = { ca: caLeaf, server: serverLeaf, chip: chipLeaf }[kind];
  return hash(key, meta, revocation, extra);
}

function extraOf(
  kind: LeafKind,
  { eid, registeredId, nameConstraints }: Certificate,
  holderSecret: bigint | undefined,
): bigint {
  if (kind !== 'chip' || eid === undefined) {
    if (holderSecret !== undefined) {
      throw new CertificateStatementError('HolderSecret', 'a holder secret is for an eUICC only.');
    }
    return kind === 'ca' ? constraintValue(nameConstraints) : ridHash(registeredId);
  }
  if (holderSecret === undefined || holderSecret <= 0n || holderSecret >= FIELD_MODULUS) {
    throw new CertificateStatementError('HolderSecret', 'an eUICC needs a holder secret from 1 to r - 1.');
  }
  return holder(holderSecret, eid);
}

function checkIssuer(certificate: Certificate, issuer: IssuerRecord): void {
  const { role, tbs, signature, organization, eid } = certificate;
  if (role === 'Ci') {
    throw new CertificateStatementError('Anchor', 'a CI certificate is a trust anchor: governance adds it.');
  }
  const allowed = ISSUERS[role];
  if (!allowed.some((name) => Role[name] === issuer.role)) {
    throw new CertificateStatementError(
      'IssuerRole',
      `a ${role} certificate is issued by ${allowed.join(' or ')}, not by ${nameOfRole(issuer.role)}.`,
    );
  }
  if (!verifySignature(tbs, signature, issuer.publicKey)) {
    throw new CertificateStatementError('SignatureInvalid', 'the issuer did not sign this certificate.');
  }
  if (isCaRole(role) && issuer.flags.pathLength === 0) {
    throw new CertificateStatementError('PathLength', `the issuer's pathLenConstraint leaves no room for a ${role}.`);
  }
  if (role === 'Euicc') checkPermitted(organization, eid, issuer.constraint);
}

function checkPermitted(
  organization: Uint8Array | undefined,
  eid: string | undefined,
  constraint: EumConstraint | undefined,
): void {
  if (
    organization === undefined ||
    constraint === undefined ||
    !Buffer.from(organization).equals(constraint.organization)
  ) {
    throw new CertificateStatementError(
      'OrganizationNotPermitted',
      "the subject's organizationName is not the one of the EUM's nameConstraints.",
    );
  }
  if (!constraint.prefixes.some((prefix) => eid?.startsWith(prefix))) {
    throw new CertificateStatementError(
      'EidNotPermitted',
      `the EID begins with none of the EUM's prefixes (${constraint.prefixes.join(', ')}).`,
    );
  }
}

/** The smaller of a CA's own path length and its issuer's less one, 7 being unlimited. */
function remainingPathLength({ pathLength }: Certificate, { flags }: IssuerRecord): number {
  const below = flags.pathLength === PATH_LENGTH_UNLIMITED ? PATH_LENGTH_UNLIMITED : flags.pathLength - 1;
  return Math.min(statedPathLength(pathLength), Math.max(below, 0));
}

function nameOfRole(role: RoleNumber): RoleName | 'None' {
  return (Object.keys(Role) as (keyof typeof Role)[]).find((name) => Role[name] === role) ?? 'None';
}

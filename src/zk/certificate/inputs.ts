import { createHash } from 'node:crypto';
import { messageBits, type CircuitInputs, type ProofInputs } from '../circuit-inputs.ts';
import { ecdsaHints } from '../p256/hints.ts';
import { ecdsaInputs } from '../p256/statement.ts';
import type { Membership, NonMembership } from '../trees.ts';
import { encodePrefix, MAX_PREFIXES, Role } from '../values.ts';
import { CertificateStatementError } from './error.ts';
import { constraintValue, issuerLeaf, type IssuerRecord } from './issuer.ts';
import { CircuitLimit } from './limits.ts';
import type { CertificateStatement } from './statement.ts';

/** Names of the circuit's public signals, in order. */
export const CERTIFICATE_SIGNALS = ['caRoot', 'revRoot', 'now', 'leaf', 'nullifier', 'binding'] as const;

/** Octets the circuit takes: 12 blocks. */
const MESSAGE_OCTETS = 768;
/** What a CA or server proof has in place of a holder secret: any value but 0. */
const NO_HOLDER = 1n;

/** A statement, and what its proof is made against. */
export interface ProofRequest {
  readonly statement: CertificateStatement;
  /** The issuer's leaf in the tree of active CAs. */
  readonly caProof: Membership;
  /** Absence of the certificate's revKey from the revocation tree. */
  readonly revocationProof: NonMembership;
  /** Unix seconds. */
  readonly now: bigint;
  /** What the proof is bound to. */
  readonly binding: bigint;
}

/**
 * Inputs of `circuits/certificate.circom`.
 * @throws CertificateStatementError when a tree's proof is about something else, or the certificate is not valid at `now`
 */
export function certificateInputs(request: ProofRequest): ProofInputs {
  checkDates(request.statement, request.now);
  checkTrees(request);
  return assignInputs(request);
}

/** The inputs without a look at whether the circuit will take them; `force`: also where no signature can be proven. */
export function assignInputs(
  { statement, caProof, revocationProof, now, binding }: ProofRequest,
  { force = false }: { force?: boolean } = {},
): ProofInputs {
  const { certificate, issuer, leaf, nullifier, holderSecret } = statement;
  const publicValues = { caRoot: caProof.root, revRoot: revocationProof.root, now, leaf, nullifier, binding };
  const ecdsa = {
    z: BigInt(`0x${createHash('sha256').update(certificate.tbs).digest('hex')}`),
    ...certificate.signature,
    q: issuer.publicKey,
    extra: [certificate.publicKey],
  };
  const bits = ecdsaInputs(ecdsa);
  const inputs: CircuitInputs = {
    ...publicValues,
    tbsBits: tbsBits(certificate.tbs),
    tbsLength: certificate.tbs.length,
    r: bits.r,
    s: bits.s,
    issuerX: bits.qx,
    issuerY: bits.qy,
    ...issuerInputs(issuer),
    caSiblings: caProof.siblings,
    caBits: caProof.bits,
    caPresent: caProof.present,
    revLowValue: revocationProof.lowValue,
    revLowNext: revocationProof.lowNext,
    revSiblings: revocationProof.siblings,
    revBits: revocationProof.bits,
    revPresent: revocationProof.present,
    holderSecret: holderSecret ?? NO_HOLDER,
    ...ecdsaHints(ecdsa, { force }),
  };
  return { inputs, publicSignals: CERTIFICATE_SIGNALS.map((name) => publicValues[name]) };
}

function issuerInputs({ role, flags, notAfter, revKey, constraint }: IssuerRecord): CircuitInputs {
  return {
    issuerIsSubCi: role === Role.SubCi ? 1 : 0,
    issuerIsEum: role === Role.Eum ? 1 : 0,
    issuerCrlSign: flags.crlSign ? 1 : 0,
    issuerPathLength: flags.pathLength,
    issuerNotAfter: notAfter,
    issuerRevKey: revKey,
    issuerConstraint: constraintValue(constraint),
    issuerPrefixes: Array.from({ length: MAX_PREFIXES }, (_, i) => {
      const prefix = constraint?.prefixes[i];
      return prefix === undefined ? 0n : encodePrefix(prefix);
    }),
  };
}

/** The octets' bits, most significant first, followed by zeros. */
export function tbsBits(tbs: Uint8Array): number[] {
  if (tbs.length > CircuitLimit.tbsOctets) {
    throw new CertificateStatementError(
      'Limit',
      `${tbs.length} octets: the circuit has room for ${CircuitLimit.tbsOctets}.`,
    );
  }
  return messageBits(tbs, MESSAGE_OCTETS);
}

function checkTrees({ statement: { issuer, opening }, caProof, revocationProof }: ProofRequest): void {
  if (caProof.leaf !== issuerLeaf(issuer)) {
    throw new CertificateStatementError('Proof', "the proof of the tree of active CAs is not about the issuer's leaf.");
  }
  if (revocationProof.key !== opening.revKey) {
    throw new CertificateStatementError(
      'Proof',
      "the proof of the revocation tree is not about the certificate's revKey.",
    );
  }
}

function checkDates({ certificate, issuer }: CertificateStatement, now: bigint): void {
  if (now < certificate.notBefore) {
    throw new CertificateStatementError('NotYetValid', `valid from ${utc(certificate.notBefore)}; now is ${utc(now)}.`);
  }
  if (now > certificate.notAfter) {
    throw new CertificateStatementError('Expired', `valid until ${utc(certificate.notAfter)}; now is ${utc(now)}.`);
  }
  if (now > issuer.notAfter) {
    throw new CertificateStatementError(
      'IssuerExpired',
      `the issuer's line is valid until ${utc(issuer.notAfter)}; now is ${utc(now)}.`,
    );
  }
}

function utc(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

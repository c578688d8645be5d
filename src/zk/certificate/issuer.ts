import type { Certificate } from '../../pki/certificate.ts';
import {
  anchorRevKey,
  caLeaf,
  constraint,
  encodeFlags,
  encodeMeta,
  keyHash,
  PATH_LENGTH_UNLIMITED,
  Role,
  type Flags,
  type PublicKey,
  type RoleNumber,
} from '../values.ts';

/** What an EUM may name in its eUICCs' subjects: see `constraint` in ../values.ts. */
export interface EumConstraint {
  readonly organization: Uint8Array;
  readonly prefixes: readonly string[];
}

/** Record of a CA in the tree of active CAs, opened: what its caLeaf commits to. */
export interface IssuerRecord {
  readonly publicKey: PublicKey;
  /** Ci, SubCi or Eum. */
  readonly role: RoleNumber;
  /** With the path length that remains below it. */
  readonly flags: Flags;
  /** Unix seconds; not later than any CA's above it. */
  readonly notAfter: bigint;
  readonly revKey: bigint;
  /** EUM only. */
  readonly constraint?: EumConstraint;
}

/** Record of a trust anchor: a CI's certificate, and the number that governance gave it (from 1). */
export function anchorRecord(
  { publicKey, keyUsage, pathLength, notAfter }: Certificate,
  anchorId: bigint,
): IssuerRecord {
  return {
    publicKey,
    role: Role.Ci,
    flags: { crlSign: keyUsage.cRLSign, pathLength: statedPathLength(pathLength) },
    notAfter,
    revKey: anchorRevKey(keyHash(publicKey), anchorId),
  };
}

/** The constraint value inside a caLeaf; 0 for all but EUMs. */
export function constraintValue(own: EumConstraint | undefined): bigint {
  return own === undefined ? 0n : constraint(own.organization, own.prefixes);
}

/** Leaf of the record in the tree of active CAs. */
export function issuerLeaf(record: IssuerRecord): bigint {
  const meta = encodeMeta(record.role, encodeFlags(record.flags), record.notAfter);
  return caLeaf(keyHash(record.publicKey), meta, record.revKey, constraintValue(record.constraint));
}

/** pathLenConstraint as flags hold it: none is 7, and above 6 counts as 6, for no line of certificates is as long. */
export function statedPathLength(pathLength: number | undefined): number {
  return pathLength === undefined ? PATH_LENGTH_UNLIMITED : Math.min(pathLength, PATH_LENGTH_UNLIMITED - 1);
}

import type { CertificateStatement } from '../certificate/statement.ts';
import type { IssuerRecord } from '../certificate/issuer.ts';
import { chipLeaf, encodeMeta, holder, keyHash, revKey, Role, type PublicKey } from '../values.ts';
import { ChipStatementError } from './error.ts';

/** A chip's leaf as its holder knows it: everything that it commits to, opened. All of it is secret but the issuer. */
export interface ChipOpening {
  readonly publicKey: PublicKey;
  /** Unix seconds, of its own certificate. */
  readonly notAfter: bigint;
  /** Its EUM. */
  readonly issuer: Pick<IssuerRecord, 'publicKey'>;
  readonly serialNumber: bigint;
  /** 32 decimal digits. */
  readonly eid: string;
  /** 1 to r - 1. */
  readonly holderSecret: bigint;
}

/** A registered chip whose EUM's own record is known, too: what proofs of an active chip need. */
export interface ChipRecord extends ChipOpening {
  readonly issuer: IssuerRecord;
}

/** The record that a chip's certificate statement registers. @throws ChipStatementError for another kind of certificate */
export function chipRecord({ certificate, issuer, notAfter, holderSecret }: CertificateStatement): ChipRecord {
  const { publicKey, serialNumber, eid } = certificate;
  if (eid === undefined || holderSecret === undefined) {
    throw new ChipStatementError('Role', `a certificate of the role ${certificate.role} is no chip's.`);
  }
  return { publicKey, notAfter, issuer, serialNumber, eid, holderSecret };
}

/** revKey of the chip's certificate. */
export function chipRevKey({ issuer, serialNumber }: ChipOpening): bigint {
  return revKey(keyHash(issuer.publicKey), serialNumber);
}

/** Leaf of the record in the tree of chips. */
export function chipRecordLeaf(chip: ChipOpening): bigint {
  const meta = encodeMeta(Role.Euicc, 0, chip.notAfter);
  return chipLeaf(keyHash(chip.publicKey), meta, chipRevKey(chip), holder(chip.holderSecret, chip.eid));
}

import type { CircuitInputs } from '../circuit-inputs.ts';
import { constraintValue, issuerLeaf } from '../certificate/issuer.ts';
import type { Membership, NonMembership } from '../trees.ts';
import { eidValue, keyHash, Role } from '../values.ts';
import { ChipStatementError } from './error.ts';
import { chipRecordLeaf, chipRevKey, type ChipRecord } from './record.ts';

/** What a chip's proof is made against. */
export interface ChipProofs {
  /** The chip's leaf in the tree of chips. */
  readonly chipProof: Membership;
  /** Its EUM's leaf in the tree of active CAs. */
  readonly caProof: Membership;
  /** Absence of its revKey from the revocation tree. */
  readonly revocationProof: NonMembership;
  /** Unix seconds, a multiple of 60. */
  readonly now: bigint;
}

/** Public signals that all proofs of an active chip begin with. */
export interface ActiveChipSignals {
  readonly caRoot: bigint;
  readonly chipRoot: bigint;
  readonly revRoot: bigint;
  readonly now: bigint;
}

export function activeChipSignals({ caProof, chipProof, revocationProof, now }: ChipProofs): ActiveChipSignals {
  return { caRoot: caProof.root, chipRoot: chipProof.root, revRoot: revocationProof.root, now };
}

/** Private inputs of the circuits' `ActiveChip`, but for the key, which comes with the signature. */
export function activeChipInputs(chip: ChipRecord, { chipProof, caProof, revocationProof }: ChipProofs): CircuitInputs {
  const { issuer, notAfter, serialNumber, eid, holderSecret } = chip;
  return {
    notAfter,
    serialNumber,
    issuerKeyHash: keyHash(issuer.publicKey),
    holderSecret,
    eid: eidValue(eid),
    chipSiblings: chipProof.siblings,
    chipBits: chipProof.bits,
    chipPresent: chipProof.present,
    eumCrlSign: issuer.flags.crlSign ? 1 : 0,
    eumPathLength: issuer.flags.pathLength,
    eumNotAfter: issuer.notAfter,
    eumRevKey: issuer.revKey,
    eumConstraint: constraintValue(issuer.constraint),
    caSiblings: caProof.siblings,
    caBits: caProof.bits,
    caPresent: caProof.present,
    revLowValue: revocationProof.lowValue,
    revLowNext: revocationProof.lowNext,
    revSiblings: revocationProof.siblings,
    revBits: revocationProof.bits,
    revPresent: revocationProof.present,
  };
}

/** Refuses proofs about another chip, and a chip that is not in date. */
export function assertActive(chip: ChipRecord, { chipProof, caProof, revocationProof, now }: ChipProofs): void {
  if (chip.issuer.role !== Role.Eum) throw new ChipStatementError('Role', "the chip's issuer is no EUM.");
  const wrong =
    chipProof.leaf !== chipRecordLeaf(chip)
      ? "the proof of the tree of chips is not about the chip's leaf"
      : caProof.leaf !== issuerLeaf(chip.issuer)
        ? "the proof of the tree of active CAs is not about the EUM's leaf"
        : revocationProof.key !== chipRevKey(chip)
          ? "the proof of the revocation tree is not about the chip's revKey"
          : undefined;
  if (wrong !== undefined) throw new ChipStatementError('Proof', `${wrong}.`);
  for (const [whose, end] of [
    ["the chip's certificate", chip.notAfter],
    ["its EUM's line", chip.issuer.notAfter],
  ] as const) {
    if (now > end) throw new ChipStatementError('Expired', `${whose} is valid until ${utc(end)}; now is ${utc(now)}.`);
  }
}

function utc(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

import { ChipStatementError } from './chip/error.ts';
import { chipRecordLeaf, chipRevKey, type ChipOpening } from './chip/record.ts';
import type { ProofInputs } from './circuit-inputs.ts';
import type { NonMembership } from './trees.ts';
import { eidValue, keyHash } from './values.ts';

/** Names of the public signals of circuits/revocation.circom, in order. */
export const REVOCATION_SIGNALS = ['revRoot', 'leaf', 'revKey', 'binding'] as const;

/** A chip that is not revoked, whose holder speaks (docs/PROTOCOL.md, "Circuit `revocation`"). */
export interface RevocationRequest {
  readonly chip: ChipOpening;
  readonly revocationProof: NonMembership;
  /** Shows the revKey, so that it can be revoked: everybody who knows the certificate then knows the leaf to be its chip's. */
  readonly isShown: boolean;
  /** What the proof is bound to. */
  readonly binding: bigint;
}

/**
 * Inputs of circuits/revocation.circom.
 * @throws ChipStatementError when the tree's proof is about another chip
 */
export function revocationInputs({ chip, revocationProof, isShown, binding }: RevocationRequest): ProofInputs {
  const ownRevKey = chipRevKey(chip);
  if (revocationProof.key !== ownRevKey) {
    throw new ChipStatementError('Proof', "the proof of the revocation tree is not about the chip's revKey.");
  }
  const signals = {
    revRoot: revocationProof.root,
    leaf: chipRecordLeaf(chip),
    revKey: isShown ? ownRevKey : 0n,
    binding,
  };
  return {
    inputs: {
      ...signals,
      keyHash: keyHash(chip.publicKey),
      notAfter: chip.notAfter,
      ownRevKey,
      holderSecret: chip.holderSecret,
      eid: eidValue(chip.eid),
      isShown: isShown ? 1 : 0,
      revLowValue: revocationProof.lowValue,
      revLowNext: revocationProof.lowNext,
      revSiblings: revocationProof.siblings,
      revBits: revocationProof.bits,
      revPresent: revocationProof.present,
    },
    publicSignals: REVOCATION_SIGNALS.map((name) => signals[name]),
  };
}

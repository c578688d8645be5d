import { activeChipInputs, activeChipSignals, assertActive, type ChipProofs } from './chip/active.ts';
import type { ChipRecord } from './chip/record.ts';
import { assertSigned, digestOf, signatureInputs, type EcdsaSignature } from './chip/signature.ts';
import type { ProofInputs } from './circuit-inputs.ts';
import { halves } from './halves.ts';
import { bindTag, keyHash, serverTag } from './values.ts';

/** Names of the public signals of circuits/session.circom, in order. */
export const SESSION_SIGNALS = [
  'caRoot',
  'chipRoot',
  'revRoot',
  'now',
  'serverScope',
  'serverTag',
  'bindScope',
  'bindTag',
  'msgHi',
  'msgLo',
  'binding',
] as const;

/** What a chip shows a server: it is here now (docs/PROTOCOL.md, "Circuit `session`"). */
export interface SessionRequest extends ChipProofs {
  readonly chip: ChipRecord;
  /** What the chip signed. */
  readonly message: Uint8Array;
  readonly signature: EcdsaSignature;
  readonly serverScope: bigint;
  readonly bindScope: bigint;
  /** What the proof is bound to. */
  readonly binding: bigint;
}

/**
 * Inputs of circuits/session.circom.
 * @throws ChipStatementError when the statement is not true
 */
export function sessionInputs(request: SessionRequest): ProofInputs {
  assertActive(request.chip, request);
  assertSigned(request.message, request.signature, request.chip.publicKey);
  return assignSession(request);
}

/** The inputs without a look at whether they state the truth; `force`: also where no signature can be proven. */
export function assignSession(request: SessionRequest, options: { force?: boolean } = {}): ProofInputs {
  const { chip, message, signature, serverScope, bindScope, binding } = request;
  const ownKeyHash = keyHash(chip.publicKey);
  const digest = digestOf(message);
  const [msgHi, msgLo] = halves(digest);
  const signals = {
    ...activeChipSignals(request),
    serverScope,
    serverTag: serverTag(chip.holderSecret, ownKeyHash, serverScope),
    bindScope,
    bindTag: bindTag(chip.holderSecret, ownKeyHash, bindScope),
    msgHi,
    msgLo,
    binding,
  };
  return {
    inputs: {
      ...signals,
      ...activeChipInputs(chip, request),
      ...signatureInputs(digest, signature, chip.publicKey, options),
    },
    publicSignals: SESSION_SIGNALS.map((name) => signals[name]),
  };
}

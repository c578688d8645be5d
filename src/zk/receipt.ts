import { activeChipInputs, activeChipSignals, assertActive, type ChipProofs } from './chip/active.ts';
import { ChipStatementError } from './chip/error.ts';
import type { ChipRecord } from './chip/record.ts';
import { assertSigned, digestOf, signatureInputs, type EcdsaSignature } from './chip/signature.ts';
import { messageBits, type ProofInputs } from './circuit-inputs.ts';
import { NotificationKind, readNotification, type Notification } from './notification.ts';
import { bindTag, eventTag, iccidCommitment, keyHash, messageTag, seqCommit, tidHash } from './values.ts';

/** Names of the public signals of circuits/receipt.circom and receiptLong.circom, in order. */
export const RECEIPT_SIGNALS = [
  'caRoot',
  'chipRoot',
  'revRoot',
  'now',
  'serverScope',
  'bindScope',
  'bindTag',
  'kind',
  'outcome',
  'tidHash',
  'iccidCommitment',
  'prevSeqCommit',
  'seqCommit',
  'eventTag',
  'messageTag',
  'binding',
] as const;

/** Circuits that prove receipts, the cheapest first, with the octets of a message each has room for. */
export const RECEIPT_CIRCUITS = [
  { circuit: 'receipt', blocks: 2 },
  { circuit: 'receiptLong', blocks: 4 },
] as const;
export type ReceiptCircuit = (typeof RECEIPT_CIRCUITS)[number]['circuit'];

/** A notification that a chip signed, to be proven (docs/PROTOCOL.md, "Circuit `receipt`"). */
export interface ReceiptRequest extends ChipProofs {
  readonly chip: ChipRecord;
  /** The signed TLV: BF27 or BF2F, header included. */
  readonly message: Uint8Array;
  readonly signature: EcdsaSignature;
  readonly serverScope: bigint;
  readonly bindScope: bigint;
  /** Opens the commitment to the ICCID; at least 128 bits of chance. */
  readonly salt: bigint;
  /** What the last receipt at this binding committed to; of no meaning for an installation. */
  readonly prevSeq?: bigint | undefined;
  /** What the proof is bound to. */
  readonly binding: bigint;
}

export interface ReceiptInputs extends ProofInputs {
  readonly circuit: ReceiptCircuit;
}

/**
 * Inputs of the cheapest circuit that has room for the message.
 * @throws ChipStatementError when the statement is not true, or no circuit has room
 */
export function receiptInputs(request: ReceiptRequest): ReceiptInputs {
  const { message, chip, signature, prevSeq } = request;
  const notification = readNotification(message);
  const found = RECEIPT_CIRCUITS.find(({ blocks }) => message.length <= messageLimit(blocks));
  if (found === undefined) {
    const limit = messageLimit(RECEIPT_CIRCUITS[RECEIPT_CIRCUITS.length - 1]?.blocks ?? 0);
    throw new ChipStatementError('Limit', `the message has ${message.length} octets; receipts have room for ${limit}.`);
  }
  assertActive(chip, request);
  assertSigned(message, signature, chip.publicKey);
  if (notification.kind !== NotificationKind.Install && notification.seq <= (prevSeq ?? -1n)) {
    throw new ChipStatementError(
      'Sequence',
      `sequence number ${notification.seq} is not later than ${prevSeq}: an older notification, or one that was proven already.`,
    );
  }
  return { circuit: found.circuit, ...assignReceipt(request, notification, found.blocks) };
}

/** Octets of a message that fit `blocks` blocks of SHA-256 with its padding. */
export function messageLimit(blocks: number): number {
  return 64 * blocks - 9;
}

/** The inputs without a look at whether they state the truth; `force`: also where no signature can be proven. */
export function assignReceipt(
  request: ReceiptRequest,
  notification: Notification,
  blocks: number,
  options: { force?: boolean } = {},
): ProofInputs {
  const { chip, message, signature, serverScope, bindScope, salt, prevSeq = 0n, binding } = request;
  const { holderSecret } = chip;
  const { kind, outcome, seq, iccid, transactionId } = notification;
  const ownKeyHash = keyHash(chip.publicKey);
  const digest = digestOf(message);
  const signals = {
    ...activeChipSignals(request),
    serverScope,
    bindScope,
    bindTag: bindTag(holderSecret, ownKeyHash, bindScope),
    kind: BigInt(kind),
    outcome: BigInt(outcome),
    tidHash: transactionId === undefined ? 0n : tidHash(transactionId),
    iccidCommitment: iccidCommitment(iccid, salt),
    prevSeqCommit: kind === NotificationKind.Install ? 0n : seqCommit(holderSecret, prevSeq, bindScope),
    seqCommit: seqCommit(holderSecret, seq, bindScope),
    eventTag: eventTag(holderSecret, ownKeyHash, serverScope, seq),
    messageTag: messageTag(holderSecret, digest),
    binding,
  };
  return {
    inputs: {
      ...signals,
      messageBits: messageBits(message, 64 * blocks),
      messageLength: message.length,
      ...activeChipInputs(chip, request),
      salt,
      prevSeq,
      ...signatureInputs(digest, signature, chip.publicKey, options),
    },
    publicSignals: RECEIPT_SIGNALS.map((name) => signals[name]),
  };
}

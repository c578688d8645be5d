import { decode } from '../rsp/asn1/codec.ts';
import { element } from '../rsp/asn1/exact.ts';
import { sequence } from '../rsp/asn1/sequence.ts';
import { text } from '../rsp/asn1/text.ts';
import { RspError } from '../rsp/error.ts';
import { CtxParams1 } from '../rsp/structures/device-info.ts';
import { challenge, transactionId } from '../rsp/structures/session.ts';
import { ChipStatementError } from './chip/error.ts';
import { chipRecordLeaf, chipRevKey, type ChipOpening } from './chip/record.ts';
import { assertSigned, digestOf, signatureInputs, type EcdsaSignature } from './chip/signature.ts';
import { messageBits, type ProofInputs } from './circuit-inputs.ts';
import { eidValue } from './values.ts';

/** Names of the public signals of circuits/possession.circom, in order. */
export const POSSESSION_SIGNALS = ['leaf', 'binding'] as const;

/** Octets of euiccSigned1 that the circuit has room for: 6 blocks with their padding. */
export const MAX_SIGNED1_OCTETS = 375;
const BLOCKS = 6;
const BINDING_DIGITS = 62;

/** EuiccSigned1 (SGP.22 5.7.13), of which euiccInfo2 is not looked into: chips differ in it. */
const EuiccSigned1 = sequence({
  transactionId: transactionId(),
  serverAddress: text(0x83),
  serverChallenge: challenge(0x84),
  euiccInfo2: element(0xbf22),
  ctxParams1: CtxParams1,
});

/** A chip in hand, to be proven (docs/PROTOCOL.md, "Circuit `possession`"). */
export interface PossessionRequest {
  readonly chip: ChipOpening;
  /** euiccSigned1 with {@link bindingMatchingId} as its matchingId, header included. */
  readonly message: Uint8Array;
  readonly signature: EcdsaSignature;
  /** Below 2^248. */
  readonly binding: bigint;
}

/** What the LPA gives as matchingId so that the chip signs the binding: 62 lower-case hexadecimal digits. */
export function bindingMatchingId(binding: bigint): string {
  if (binding < 0n || binding >= 1n << 248n) throw new RangeError('a binding has at most 248 bits');
  return binding.toString(16).padStart(BINDING_DIGITS, '0');
}

/**
 * Inputs of circuits/possession.circom.
 * @throws ChipStatementError when the statement is not true
 */
export function possessionInputs(request: PossessionRequest): ProofInputs {
  const { chip, message, signature, binding } = request;
  if (message.length > MAX_SIGNED1_OCTETS) {
    throw new ChipStatementError(
      'Limit',
      `euiccSigned1 has ${message.length} octets; the circuit has room for ${MAX_SIGNED1_OCTETS}.`,
    );
  }
  if (matchingIdOf(message) !== bindingMatchingId(binding)) {
    throw new ChipStatementError('Message', 'the matchingId that the chip signed does not spell the binding.');
  }
  assertSigned(message, signature, chip.publicKey);
  return assignPossession(request);
}

/** The inputs without a look at whether they state the truth; `force`: also where no signature can be proven. */
export function assignPossession(
  { chip, message, signature, binding }: PossessionRequest,
  options: { force?: boolean } = {},
): ProofInputs {
  const signals = { leaf: chipRecordLeaf(chip), binding };
  return {
    inputs: {
      ...signals,
      messageBits: messageBits(message, 64 * BLOCKS),
      messageLength: message.length,
      notAfter: chip.notAfter,
      revKey: chipRevKey(chip),
      holderSecret: chip.holderSecret,
      eid: eidValue(chip.eid),
      ...signatureInputs(digestOf(message), signature, chip.publicKey, options),
    },
    publicSignals: POSSESSION_SIGNALS.map((name) => signals[name]),
  };
}

function matchingIdOf(message: Uint8Array): string | undefined {
  try {
    const { ctxParams1 } = decode(EuiccSigned1, message);
    return ctxParams1.value.matchingId;
  } catch (error) {
    if (!(error instanceof RspError)) throw error;
    throw new ChipStatementError('Message', `the message is no euiccSigned1: ${error.code}.`, { cause: error });
  }
}

import { ChipStatementError } from './chip/error.ts';
import { digestOf } from './chip/signature.ts';
import { messageBits, type ProofInputs } from './circuit-inputs.ts';
import { halves } from './halves.ts';

/** Names of the public signals of circuits/authdigest.circom, in order. */
export const AUTHDIGEST_SIGNALS = ['dHi', 'dLo', 'tid', 'ccFlag'] as const;

const SIGNATURE_OCTETS = 64;
const TRANSACTION_ID_OCTETS = 16;

/** What an SM-DP+ is to sign as smdpSignature2, without seeing the chip's signature (docs/PROTOCOL.md, "Circuit `authdigest`"). */
export interface AuthDigestRequest {
  /** 16 octets. */
  readonly transactionId: Uint8Array;
  /** ccRequiredFlag of smdpSigned2. */
  readonly confirmationCodeRequired: boolean;
  /** euiccSignature1: 64 octets. */
  readonly euiccSignature1: Uint8Array;
}

/** The digest that smdpSignature2 is over: smdpSigned2 without bppEuiccOtpk, then euiccSignature1 (SGP.22 5.6.2). */
export function authDigest(request: AuthDigestRequest): Uint8Array {
  return digestOf(signedOctets(request));
}

/**
 * Inputs of circuits/authdigest.circom.
 * @throws ChipStatementError for a transactionId or signature of another length
 */
export function authDigestInputs(request: AuthDigestRequest): ProofInputs {
  const [dHi, dLo] = halves(authDigest(request));
  const signals = {
    dHi,
    dLo,
    tid: BigInt(`0x${Buffer.from(request.transactionId).toString('hex')}`),
    ccFlag: request.confirmationCodeRequired ? 1n : 0n,
  };
  return {
    inputs: { ...signals, signatureBits: messageBits(request.euiccSignature1, SIGNATURE_OCTETS) },
    publicSignals: AUTHDIGEST_SIGNALS.map((name) => signals[name]),
  };
}

function signedOctets({ transactionId, confirmationCodeRequired, euiccSignature1 }: AuthDigestRequest): Uint8Array {
  if (transactionId.length !== TRANSACTION_ID_OCTETS) {
    throw new ChipStatementError('Message', `the transactionId has ${transactionId.length} octets, not 16.`);
  }
  if (euiccSignature1.length !== SIGNATURE_OCTETS) {
    throw new ChipStatementError('Message', `euiccSignature1 has ${euiccSignature1.length} octets, not 64.`);
  }
  return Buffer.concat([
    Buffer.from('30158010', 'hex'),
    transactionId,
    Buffer.from([0x01, 0x01, confirmationCodeRequired ? 0xff : 0x00]),
    Buffer.from('5f3740', 'hex'),
    euiccSignature1,
  ]);
}

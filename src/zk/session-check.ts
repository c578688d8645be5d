import { digestOf } from './chip/signature.ts';
import { halves } from './halves.ts';
import { SESSION_SIGNALS } from './session.ts';
import type { ProofVerifier } from './verifier.ts';

/** How old a proof's time may be, in seconds (docs/PROTOCOL.md, "Trees and roots"), and what it is a multiple of. */
const PROOF_TIME_WINDOW = 900n;
const PROOF_TIME_STEP = 60n;

export type SessionSignals = Readonly<Record<(typeof SESSION_SIGNALS)[number], bigint>>;

/** A `session` proof as a server got it. */
export interface SessionProof {
  readonly publicSignals: readonly bigint[];
  /** From the network: anything. */
  readonly proof: unknown;
}

/** What the server knows that the proof has to be about. */
export interface ExpectedSession {
  readonly serverScope: bigint;
  readonly bindScope: bigint;
  readonly binding: bigint;
  /** What the chip has to have signed. */
  readonly message: Uint8Array;
  /** Of the chip that the token is bound to; undefined where none is yet. */
  readonly bindTag?: bigint | undefined;
}

/** One block of the chain as far as a proof is judged by it. */
export interface ProofChain {
  /** UNIX time of the block. */
  readonly timestamp: bigint;
  isRecentCaRoot(root: bigint): Promise<boolean>;
  isRecentChipRoot(root: bigint): Promise<boolean>;
  isRecentRevRoot(root: bigint): Promise<boolean>;
}

export type SessionRefusal =
  /** Another number of signals. */
  | 'SignalsMalformed'
  | 'ServerScopeMismatch'
  | 'BindScopeMismatch'
  /** Another chip than the one the token is bound to. */
  | 'BindTagMismatch'
  | 'BindingMismatch'
  /** The chip signed something else. */
  | 'MessageMismatch'
  /** The proof's time is no multiple of 60, after the block's, or more than 900 seconds before it. */
  | 'ProofTimeRefused'
  | 'ProofRefused'
  /** A root was never the registry's, or is not any more. */
  | 'RootNotRecent';

/** What can be said before the chain is asked. */
type SignalRefusal = Exclude<SessionRefusal, 'RootNotRecent'>;

export type SessionCheck =
  | { readonly isAccepted: true; readonly signals: SessionSignals }
  | { readonly isAccepted: false; readonly reason: SignalRefusal }
  | {
      readonly isAccepted: false;
      readonly reason: 'RootNotRecent';
      readonly root: 'caRoot' | 'chipRoot' | 'revRoot';
    };

/**
 * Whether a chip shows with this proof that it is here now, to this server, for this binding. The chain is asked last: only of what
 * was proven. Throws only what `chain` throws.
 */
export async function checkSession(
  { publicSignals, proof }: SessionProof,
  expected: ExpectedSession,
  verifier: ProofVerifier,
  chain: ProofChain,
): Promise<SessionCheck> {
  const signals = sessionSignals(publicSignals);
  if (signals === undefined) return refused('SignalsMalformed');
  const mismatch = mismatchOf(signals, expected);
  if (mismatch !== undefined) return refused(mismatch);
  if (!isProofTime(signals.now, chain.timestamp)) return refused('ProofTimeRefused');
  if (!verifier.verify(publicSignals, proof)) return refused('ProofRefused');
  const [ca, chip, rev] = await Promise.all([
    chain.isRecentCaRoot(signals.caRoot),
    chain.isRecentChipRoot(signals.chipRoot),
    chain.isRecentRevRoot(signals.revRoot),
  ]);
  const root = !ca ? 'caRoot' : !chip ? 'chipRoot' : !rev ? 'revRoot' : undefined;
  return root === undefined ? { isAccepted: true, signals } : { isAccepted: false, reason: 'RootNotRecent', root };
}

const refused = (reason: SignalRefusal): SessionCheck => ({ isAccepted: false, reason });

/** The signals by their names; undefined for another number of them. Whether each is in range, the verifier looks. */
function sessionSignals(publicSignals: readonly bigint[]): SessionSignals | undefined {
  if (publicSignals.length !== SESSION_SIGNALS.length || !publicSignals.every((signal) => typeof signal === 'bigint')) {
    return undefined;
  }
  return Object.fromEntries(SESSION_SIGNALS.map((name, i) => [name, publicSignals[i]])) as SessionSignals;
}

function mismatchOf(signals: SessionSignals, expected: ExpectedSession): SignalRefusal | undefined {
  const { serverScope, bindScope, binding, bindTag, message } = expected;
  if (signals.serverScope !== serverScope) return 'ServerScopeMismatch';
  if (signals.bindScope !== bindScope) return 'BindScopeMismatch';
  if (bindTag !== undefined && signals.bindTag !== bindTag) return 'BindTagMismatch';
  if (signals.binding !== binding) return 'BindingMismatch';
  const [msgHi, msgLo] = halves(digestOf(message));
  return signals.msgHi === msgHi && signals.msgLo === msgLo ? undefined : 'MessageMismatch';
}

function isProofTime(now: bigint, timestamp: bigint): boolean {
  return now % PROOF_TIME_STEP === 0n && now <= timestamp && now + PROOF_TIME_WINDOW >= timestamp;
}

import { Es9Error } from '../../rsp/es9plus/error.ts';
import type { RecordOf } from '../store/column.ts';
import type { schemas } from '../store/schema.ts';
import type { SmdpStore } from '../store/store.ts';
import { nextSessionState, type SessionEvent, type SessionState } from './session-state.ts';

/** An RSP session, as it is kept. `state` is a {@link SessionState}. */
export type Session = RecordOf<(typeof schemas)['sessions']['columns']>;

/** What a session has once its chip is authenticated. */
type OfChip = 'authenticationHash' | 'eid' | 'euiccCertificate' | 'orderId' | 'smdpSigned2' | 'smdpSignature2';
export type AuthenticatedSession = Session & { readonly [K in OfChip]-?: NonNullable<Session[K]> };

/** Key of a session's record. */
export function transactionKey(transactionId: Uint8Array): string {
  return Buffer.from(transactionId).toString('hex').toUpperCase();
}

export function transactionOctets({ transactionId }: Session): Uint8Array {
  return Uint8Array.from(Buffer.from(transactionId, 'hex'));
}

/**
 * The session, if it is in one of these states and did not expire; what was bound does not expire. Throws {@link Es9Error}
 * transactionIdUnknown: whoever asks learns no more.
 */
export function openSession(
  store: SmdpStore,
  transactionId: Uint8Array,
  states: readonly SessionState[],
  now: number,
): Session {
  const session = store.sessions.get(transactionKey(transactionId));
  const state = session?.state as SessionState | undefined;
  if (session === undefined || state === undefined || !states.includes(state))
    throw Es9Error.of('transactionIdUnknown');
  if (state !== 'Bound' && session.expiresAt < now) throw Es9Error.of('transactionIdUnknown');
  return session;
}

/** {@link openSession} of one whose chip is authenticated. */
export function chipSession(
  store: SmdpStore,
  transactionId: Uint8Array,
  states: readonly ('Authenticated' | 'Bound')[],
  now: number,
): AuthenticatedSession {
  return openSession(store, transactionId, states, now) as AuthenticatedSession;
}

/** `session` after `event`. Throws {@link Es9Error} transactionIdUnknown where it is not at that step. */
export function advanced<S extends Session>(session: S, event: SessionEvent): S {
  const state = nextSessionState(session.state as SessionState, event);
  if (state === undefined) throw Es9Error.of('transactionIdUnknown');
  return { ...session, state };
}

/** Removes the oldest sessions whose chip has not authenticated, where they are `limit` or more: one less than that stay. */
export function makeRoomForSession(store: SmdpStore, limit: number): void {
  const unauthenticated = { state: 'Initiated' } as const;
  for (let excess = store.sessions.count(unauthenticated) - limit + 1; excess > 0; excess--) {
    const oldest = store.sessions.oldest(unauthenticated);
    if (oldest === undefined) return;
    store.sessions.remove(oldest.transactionId);
  }
}

/** Of no use once they expired: no package was given out, so no result of the chip will come. */
const FORGOTTEN: readonly SessionState[] = ['Initiated', 'Authenticated'];

/**
 * Removes sessions that expired before a package was bound, in one transaction: the disk is waited for once. Those that began first expire
 * first: no more than one is in memory.
 */
export function removeExpiredSessions(store: SmdpStore, now: number): void {
  store.transaction(() => {
    for (const state of FORGOTTEN) {
      const oldest = () => store.sessions.oldest({ state });
      for (let session = oldest(); session !== undefined && session.expiresAt < now; session = oldest()) {
        store.sessions.remove(session.transactionId);
      }
    }
  });
}

import { Es9Error } from '../../rsp/es9plus/error.ts';
import type { SmdpContext } from '../context.ts';
import { nextSessionState, type SessionState } from '../session/session-state.ts';
import type { Session } from '../session/session.ts';

/** Failures after which the user may try again in the same session. */
const TRY_AGAIN = ['confirmationCodeRefused', 'confirmationCodeMissing'] as const;

/** Does a step of a session; when it fails, the session is ended, so that its challenge is good for one try only. */
export async function endingSession<T>(context: SmdpContext, session: Session, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Es9Error && !TRY_AGAIN.some((failure) => error.is(failure))) end(context, session);
    throw error;
  }
}

/**
 * Ends the session if it is still where it was: another request may have been faster. One whose chip is not known is forgotten, as
 * anybody can begin as many as he likes.
 */
function end({ store }: SmdpContext, { transactionId, state }: Session): void {
  store.transaction(() => {
    const current = store.sessions.get(transactionId);
    const ended = nextSessionState(state as SessionState, 'end');
    if (current?.state !== state || ended === undefined) return;
    if (current.eid === undefined) store.sessions.remove(transactionId);
    else store.sessions.replace({ ...current, state: ended });
  });
}

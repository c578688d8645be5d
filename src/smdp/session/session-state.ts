/** How far an RSP session came (SGP.22 3.1.3). */
export type SessionState =
  /** InitiateAuthentication was answered: the chip is to authenticate. */
  | 'Initiated'
  /** AuthenticateClient was answered: the chip's one-time key is awaited. */
  | 'Authenticated'
  /** A bound package was given out: the chip's result is awaited, however long it takes. */
  | 'Bound'
  /** Installed, cancelled or failed. */
  | 'Ended';

export type SessionEvent = 'authenticate' | 'bind' | 'end';

const TRANSITIONS: Readonly<Record<SessionEvent, Readonly<Partial<Record<SessionState, SessionState>>>>> = {
  authenticate: { Initiated: 'Authenticated' },
  bind: { Authenticated: 'Bound' },
  end: { Initiated: 'Ended', Authenticated: 'Ended', Bound: 'Ended' },
};

/** The state after `event`; `undefined` where it cannot happen. */
export function nextSessionState(state: SessionState, event: SessionEvent): SessionState | undefined {
  return TRANSITIONS[event][state];
}

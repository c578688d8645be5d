/** An application on a software card, found by its AID. */
export interface CardApplication {
  readonly aid: Uint8Array;
  /** Selected on a logical channel: what is to be remembered there begins. Throws a CommandRefusal where that cannot be. */
  select(): ApplicationSession;
}

/** One selection of an application on one logical channel. */
export interface ApplicationSession {
  /** FCI template (6F), the answer to SELECT. */
  readonly fileControlInformation: Uint8Array;
  /** A whole ES10 command in, its answer out, which may be empty. Throws a CommandRefusal for a status word other than success. */
  process(es10Command: Uint8Array): Promise<Uint8Array> | Uint8Array;
  /** The channel closed, another application was selected, or power went: the session's state is gone. */
  end?(): void;
}

import type { Ecasd } from '../ecasd/ecasd.ts';
import type { EuiccProperties } from '../properties.ts';
import type { RspSession, SessionSlot } from '../session/session.ts';
import type { NonVolatileMemory } from '../state/memory.ts';

/** What every selection of ISD-R shares. */
export interface IsdrParts {
  readonly ecasd: Ecasd;
  readonly properties: EuiccProperties;
  readonly memory: NonVolatileMemory;
  readonly sessions: SessionSlot;
  /** Tells the device that a profile's state changed: the proactive command REFRESH. */
  readonly refresh: () => void;
}

/** What an ES10 command works on: the chip, and the session of the selection it came on. */
export class Es10Context {
  readonly ecasd: Ecasd;
  readonly properties: EuiccProperties;
  readonly memory: NonVolatileMemory;
  readonly refresh: () => void;
  readonly #sessions: SessionSlot;

  constructor({ ecasd, properties, memory, sessions, refresh }: IsdrParts) {
    this.ecasd = ecasd;
    this.properties = properties;
    this.memory = memory;
    this.refresh = refresh;
    this.#sessions = sessions;
  }

  get session(): RspSession | undefined {
    return this.#sessions.of(this);
  }

  /** Begins a session or takes it a step on. */
  proceed(session: RspSession): void {
    this.#sessions.put(this, session);
  }

  endSession(): void {
    this.#sessions.end(this);
  }

  /** Ends the session also where another selection has it. */
  endAnySession(): void {
    this.#sessions.end();
  }
}

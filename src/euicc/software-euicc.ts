import type { Card } from '../rsp/apdu/card/card.ts';
import { SoftwareCard, type SoftwareCardOptions } from '../rsp/apdu/card/software-card.ts';
import type { Ecasd } from './ecasd/ecasd.ts';
import { CRL_MEMORY } from './es10/load-crl.ts';
import { IsdR } from './isd-r.ts';
import { DEFAULT_PROPERTIES, type EuiccProperties } from './properties.ts';
import { SessionSlot } from './session/session.ts';
import { NonVolatileMemory } from './state/memory.ts';
import type { EuiccState, InstalledProfile } from './state/state.ts';
import { MemoryStore, type EuiccStore } from './state/store.ts';

export interface SoftwareEuiccOptions {
  /** In memory by default. */
  readonly store?: EuiccStore;
  /** What differs from {@link DEFAULT_PROPERTIES}. */
  readonly properties?: Partial<EuiccProperties>;
  /** AID of ISD-R, where it is not SGP.22's: some removable cards have their own. */
  readonly isdrAid?: Uint8Array;
  readonly card?: SoftwareCardOptions;
  /** Called where a card would send the proactive command REFRESH. */
  readonly onRefresh?: () => void;
}

/** Octets of an ES10 command: a CRL is the longest. */
const MAXIMUM_COMMAND = CRL_MEMORY + 1_024;

/** An eUICC in software: a card with ISD-R, which any reader takes, and a look at what it keeps. */
export class SoftwareEuicc {
  readonly eid: string;
  readonly card: Card;
  readonly #memory: NonVolatileMemory;

  /** Throws EuiccError `State`, `StateOfAnotherCard`, `Store`. */
  constructor(ecasd: Ecasd, options: SoftwareEuiccOptions = {}) {
    const { store = new MemoryStore(), onRefresh: refresh = () => undefined } = options;
    const properties: EuiccProperties = { ...DEFAULT_PROPERTIES, ...options.properties };
    this.eid = ecasd.eid;
    this.#memory = new NonVolatileMemory(store, ecasd.eid, properties.defaultDpAddress);
    const parts = { ecasd, properties, memory: this.#memory, sessions: new SessionSlot(), refresh };
    const card = { maximumCommand: MAXIMUM_COMMAND, ...options.card };
    this.card = new SoftwareCard([new IsdR(parts, options.isdrAid)], card);
  }

  /** What the chip keeps for good, as it is now. */
  get state(): EuiccState {
    return this.#memory.state;
  }

  /** The profile with this ICCID, its package octet for octet. */
  profile(iccid: string): InstalledProfile | undefined {
    return this.#memory.state.profiles.find((profile) => profile.iccid === iccid);
  }
}

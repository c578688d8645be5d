import { randomBytes } from 'node:crypto';
import type { EuiccInfo2 } from '../rsp/structures/euicc-info.ts';
import type { CtxParams1 } from '../rsp/structures/device-info.ts';
import type { SmdpEvent } from './event.ts';
import type { SmdpKeys } from './keys/smdp-keys.ts';
import type { Order } from './order/order.ts';
import type { ProfileBinder } from './profile/binding.ts';
import type { SmdpStore } from './store/store.ts';
import type { Trust } from './trust.ts';

/** Bounds on what clients may try. */
export interface Limits {
  /** Seconds from InitiateAuthentication until the package is asked for. */
  readonly sessionSeconds: number;
  /** Open sessions whose chip has not authenticated: anybody can begin one. One more, and the oldest of them is forgotten. */
  readonly unauthenticatedSessions: number;
  /** AuthenticateClient that found its order, for one order. */
  readonly downloadAttempts: number;
  /** Wrong confirmation codes, for one order. */
  readonly confirmationCodes: number;
}

export const DEFAULT_LIMITS: Limits = {
  sessionSeconds: 600,
  unauthenticatedSessions: 10_000,
  downloadAttempts: 20,
  confirmationCodes: 3,
};

/** Whether a profile may go to a chip in a device (SGP.22 3.1.3.1, eligibility check). */
export type EligibilityCheck = (
  order: Order,
  chip: { readonly eid: string; readonly euiccInfo2: EuiccInfo2; readonly ctxParams1: CtxParams1 },
) => boolean;

/** Names a session: what the chip signs. Either 16 octets, never given out before. */
export interface SessionNames {
  readonly transactionId: Uint8Array;
  readonly serverChallenge: Uint8Array;
}

/** What the functions of the server work with. */
export interface SmdpContext {
  /** FQDN at which LPAs find the server; upper and lower case are the same. */
  readonly address: string;
  readonly store: SmdpStore;
  readonly keys: SmdpKeys;
  readonly binder: ProfileBinder;
  readonly trust: Trust;
  readonly limits: Limits;
  readonly isEligible: EligibilityCheck;
  readonly newSessionNames: () => SessionNames;
  /** Unix seconds. */
  readonly now: () => number;
  readonly report: (event: SmdpEvent) => void;
}

export function randomSessionNames(): SessionNames {
  return {
    transactionId: Uint8Array.from(randomBytes(16)),
    serverChallenge: Uint8Array.from(randomBytes(16)),
  };
}

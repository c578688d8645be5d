import { SmdpError } from '../error.ts';

/** State of a profile at the SM-DP+ (SGP.22 3.1.6). */
export type OrderState =
  /** Ordered for no chip yet. */
  | 'Allocated'
  /** Ordered for one chip. */
  | 'Linked'
  /** Has its matching id, waits for release. */
  | 'Confirmed'
  /** Can be downloaded. */
  | 'Released'
  /** A bound package left the server; the chip's result is awaited. */
  | 'Downloaded'
  | 'Installed'
  | 'Error'
  /** Cancelled by the operator. */
  | 'Unavailable';

/** What happens to an order. */
export type OrderEvent =
  | 'confirm'
  | 'release'
  | 'cancel'
  /** A package is bound. */
  | 'bind'
  /** The chip installed the profile. */
  | 'install'
  /** The chip could not install it, and may try again. */
  | 'retry'
  /** The chip or the user refused it, or too many tries were made. */
  | 'fail';

const TRANSITIONS: Readonly<Record<OrderEvent, Readonly<Partial<Record<OrderState, OrderState>>>>> = {
  confirm: { Allocated: 'Confirmed', Linked: 'Confirmed' },
  release: { Confirmed: 'Released' },
  // What left the server cannot be called back: only the chip's result or its cancelling ends it.
  cancel: { Allocated: 'Unavailable', Linked: 'Unavailable', Confirmed: 'Unavailable', Released: 'Unavailable' },
  bind: { Released: 'Downloaded', Downloaded: 'Downloaded' },
  // The chip's word stands, also where the order was given up meanwhile.
  install: { Downloaded: 'Installed', Error: 'Installed' },
  retry: { Downloaded: 'Released' },
  fail: { Released: 'Error', Downloaded: 'Error' },
};

/** The state after `event`. Throws {@link SmdpError} OrderState where it cannot happen. */
export function nextOrderState(state: OrderState, event: OrderEvent): OrderState {
  const next = TRANSITIONS[event][state];
  if (next === undefined) throw new SmdpError('OrderState', `An order that is ${state} cannot ${event}.`);
  return next;
}

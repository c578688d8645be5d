import { Es9Error } from '../../rsp/es9plus/error.ts';
import type { SmdpContext } from '../context.ts';
import { type Order, stateOf } from './order.ts';

/** States that end an order for its matching id. */
const OVER: readonly string[] = ['Installed', 'Unavailable'];

/**
 * The order that a chip asks for: by its matching id, or by its EID where that is empty (SGP.22 5.6.3). Throws {@link Es9Error}: whose chip
 * it is comes first, so that others learn nothing of its state.
 */
export function findOrder(context: SmdpContext, eid: string, matchingId: string): Order {
  const order = candidates(context, eid, matchingId)[0];
  if (order === undefined) throw Es9Error.of('matchingIdRefused');
  checkChip(context, order, eid);
  const state = stateOf(order);
  if (state === 'Confirmed') throw Es9Error.of('profileNotReleased');
  if (order.wrongConfirmationCodes >= context.limits.confirmationCodes) {
    throw Es9Error.of('confirmationCodeRetriesExceeded');
  }
  if (order.downloadAttempts >= context.limits.downloadAttempts) throw Es9Error.of('downloadRetriesExceeded');
  if (state !== 'Released' && state !== 'Downloaded') throw Es9Error.of('matchingIdRefused');
  if (order.expiresAt !== undefined && order.expiresAt < context.now()) throw Es9Error.of('orderExpired');
  return order;
}

/** Throws {@link Es9Error} eidRefused where the order is for another chip, or its package was bound to another. */
export function checkChip({ store }: SmdpContext, { orderId, eid: ordered }: Order, eid: string): void {
  const isBoundToOther = store.boundPackages.count({ orderId }) > store.boundPackages.count({ orderId, eid });
  if ((ordered ?? eid) !== eid || isBoundToOther) throw Es9Error.of('eidRefused');
}

/** Those that are not over first. */
function candidates({ store }: SmdpContext, eid: string, matchingId: string): readonly Order[] {
  const orders =
    matchingId === ''
      ? store.orders.where('eid', eid).filter((order) => order.matchingId === '')
      : store.orders.where('matchingId', matchingId);
  return orders.toSorted((a, b) => Number(OVER.includes(a.state)) - Number(OVER.includes(b.state)));
}

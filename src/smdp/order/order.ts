import type { RecordOf } from '../store/column.ts';
import type { schemas } from '../store/schema.ts';
import type { OrderState } from './order-state.ts';

/** A profile download order, as it is kept. `state` is an {@link OrderState}. */
export type Order = RecordOf<(typeof schemas)['orders']['columns']>;

export function stateOf(order: Order): OrderState {
  return order.state as OrderState;
}

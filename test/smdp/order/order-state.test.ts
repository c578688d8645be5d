import { expect } from 'chai';
import { SmdpError } from '../../../src/smdp/error.ts';
import { nextOrderState, type OrderEvent, type OrderState } from '../../../src/smdp/order/order-state.ts';
import { nextSessionState, type SessionEvent, type SessionState } from '../../../src/smdp/session/session-state.ts';

describe('states of an order', () => {
  const states: readonly OrderState[] = [
    'Allocated',
    'Linked',
    'Confirmed',
    'Released',
    'Downloaded',
    'Installed',
    'Error',
    'Unavailable',
  ];
  const expected: Readonly<Record<OrderEvent, readonly string[]>> = {
    confirm: ['Allocated Confirmed', 'Linked Confirmed'],
    release: ['Confirmed Released'],
    cancel: ['Allocated Unavailable', 'Linked Unavailable', 'Confirmed Unavailable', 'Released Unavailable'],
    bind: ['Released Downloaded', 'Downloaded Downloaded'],
    install: ['Downloaded Installed', 'Error Installed'],
    retry: ['Downloaded Released'],
    fail: ['Released Error', 'Downloaded Error'],
  };
  for (const [event, transitions] of Object.entries(expected)) {
    it(`${event}: ${transitions.join(', ')}, and nothing else`, () => {
      const found = states.flatMap((state) => {
        const next = attempt(() => nextOrderState(state, event as OrderEvent));
        return next === undefined ? [] : [`${state} ${next}`];
      });
      expect(found).to.have.members([...transitions]);
    });
  }
});

describe('states of a session', () => {
  it('lead from step to step, and end once', () => {
    const states: readonly SessionState[] = ['Initiated', 'Authenticated', 'Bound', 'Ended'];
    const next = (event: SessionEvent) => states.map((state) => nextSessionState(state, event));
    expect(next('authenticate')).to.deep.equal(['Authenticated', undefined, undefined, undefined]);
    expect(next('bind')).to.deep.equal([undefined, 'Bound', undefined, undefined]);
    expect(next('end')).to.deep.equal(['Ended', 'Ended', 'Ended', undefined]);
  });
});

function attempt(act: () => OrderState): OrderState | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof SmdpError && error.code === 'OrderState') return undefined;
    throw error;
  }
}

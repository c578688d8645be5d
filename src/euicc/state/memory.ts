import { assertReadable } from './readable.ts';
import { initialState, type EuiccState } from './state.ts';
import { parseState, stateText } from './state-text.ts';
import type { EuiccStore } from './store.ts';

/** A chip's non-volatile memory: a change is stored before it is believed, so that no answer tells of what a loss of power undoes. */
export class NonVolatileMemory {
  readonly #store: EuiccStore;
  #state: EuiccState;

  /** Throws EuiccError `State`, `StateOfAnotherCard`, `Store`. */
  constructor(store: EuiccStore, eid: string, defaultDpAddress?: string) {
    this.#store = store;
    const text = store.load();
    this.#state = text === undefined ? initialState(eid, defaultDpAddress) : parseState(text, eid);
    assertReadable(this.#state);
  }

  get state(): EuiccState {
    return this.#state;
  }

  /** Replaces these members, all or none. Throws EuiccError `Store`; the state is then the old one. */
  update(change: Partial<EuiccState>): void {
    const next = { ...this.#state, ...change };
    this.#store.save(stateText(next));
    this.#state = next;
  }
}

import type { Outcome, PcscLibrary } from '../../../src/readers/pcsc/library.ts';
import { ATR, SUCCESS } from '../cards.ts';

type Method = keyof PcscLibrary;

/** PC/SC without a service: success unless `codes` or `waits` say otherwise; records the calls in order. */
export class FakeLibrary implements PcscLibrary {
  readonly calls: string[] = [];
  readonly codes: Partial<Record<Method, number>> = {};
  readonly waits: Partial<Record<Method, Promise<unknown>>> = {};
  names: readonly string[] = ['Reader 00'];
  response: Uint8Array = SUCCESS;
  state = 0x20;

  establishContext = (): Promise<Outcome & { context: number }> => this.#did('establishContext', { context: 7 });
  releaseContext = (): Promise<Outcome> => this.#did('releaseContext', {});
  listReaders = (): Promise<Outcome & { names: readonly string[] }> => this.#did('listReaders', { names: this.names });
  connect = (): Promise<Outcome & { handle: number; protocol: number }> =>
    this.#did('connect', { handle: 3, protocol: 1 });
  reconnect = (): Promise<Outcome & { protocol: number }> => this.#did('reconnect', { protocol: 2 });
  disconnect = (_handle: number, disposition: number): Promise<Outcome> => this.#did('disconnect', {}, disposition);
  status = (): Promise<Outcome & { atr: Uint8Array }> => this.#did('status', { atr: ATR });
  transmit = (_handle: number, protocol: number, apdu: Uint8Array): Promise<Outcome & { response: Uint8Array }> =>
    this.#did('transmit', { response: this.response }, protocol, Buffer.from(apdu).toString('hex'));
  stateChange = (): Promise<Outcome & { state: number }> => this.#did('stateChange', { state: this.state });

  async #did<T extends object>(method: Method, result: T, ...details: readonly unknown[]): Promise<T & Outcome> {
    this.calls.push([method, ...details].join(' '));
    await this.waits[method];
    return { code: this.codes[method] ?? 0, ...result };
  }
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Requests that came on a connection and were not answered yet. */
export class PendingRequests {
  readonly #pending = new WeakMap<Duplex, Set<IncomingMessage>>();

  constructor(server: Pick<Server, 'on'>) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const pending = this.#pending.get(request.socket) ?? new Set();
      this.#pending.set(request.socket, pending.add(request));
      response.once('close', () => pending.delete(request));
    });
  }

  /** Whether a request that came whole waits for its answer: what is written now would be taken for it. */
  areOn(connection: Duplex): boolean {
    return [...(this.#pending.get(connection) ?? [])].some(({ complete }) => complete);
  }
}

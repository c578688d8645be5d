import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Card } from '../../rsp/apdu/card/card.ts';
import { EuiccError } from '../error.ts';
import { serveStream } from './stream.ts';

export interface TcpOptions {
  /** 127.0.0.1 by default: whoever can connect has the card in hand. */
  readonly host?: string;
  /** 0 by default: any that is free. */
  readonly port?: number;
}

/** A card that waits at a TCP port for its reader. */
export interface ServedCard {
  readonly port: number;
  /** Takes the card away. */
  close(): Promise<void>;
}

/** Serves a card at a TCP port, one connection at a time: a card is in one reader; others are closed at once. Throws EuiccError `Listen`. */
export async function serveTcp(card: Card, { host = '127.0.0.1', port = 0 }: TcpOptions = {}): Promise<ServedCard> {
  let current: Socket | undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    if (current !== undefined) {
      socket.destroy();
      return;
    }
    current = socket;
    void serveStream(card, socket, socket)
      // A connection that breaks, or does not keep to the messages, ends; the card waits for the next.
      .catch(() => undefined)
      .finally(() => {
        socket.destroy();
        current = undefined;
      });
  });
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', (cause) => {
    reject(new EuiccError('Listen', `No card can be served at ${host}:${port} (${cause.message}).`, { cause }));
  });
  server.listen(port, host, () => resolve(undefined));
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        current?.destroy();
      }),
  };
}

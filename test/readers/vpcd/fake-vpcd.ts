import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { encodeMessage, MessageDecoder } from '../../../src/readers/vpcd/message.ts';

/** vpcd's end of the connection, message by message, where the real one is not wanted. */
export class FakeVpcd {
  readonly #server: Server;
  readonly #decoder = new MessageDecoder();
  readonly #messages: Uint8Array[] = [];
  #socket: Socket | undefined;
  #arrived = Promise.withResolvers<undefined>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#socket = socket.setNoDelay().on('error', () => undefined);
      socket.on('data', (piece) => {
        this.#messages.push(...this.#decoder.push(piece));
        this.#arrived.resolve(undefined);
      });
    });
  }

  static async listen(): Promise<FakeVpcd> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeVpcd(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  send(...octets: readonly number[]): void {
    this.sendRaw(encodeMessage(Uint8Array.from(octets)));
  }

  sendRaw(octets: Uint8Array): void {
    this.#socket!.write(octets);
  }

  /** The next message of the card. */
  async receive(): Promise<Uint8Array> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      this.#arrived = Promise.withResolvers<undefined>();
      await this.#arrived.promise;
    }
  }

  /** Ends the connection, as pcscd does when it ends. */
  end(): void {
    this.#socket!.end();
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

import { connect, type Socket } from 'node:net';
import { DEFAULT_TIMEOUT, type CardReader, type TransmitOptions } from './card-reader.ts';
import { withDeadline } from './deadline.ts';
import { ReaderError } from './error.ts';
import { Control, encodeMessage, MessageDecoder } from './vpcd/message.ts';

interface Connection {
  readonly socket: Socket;
  /** What waits for an answer; there is one question at a time. */
  answered: ((answer: Uint8Array) => void) | undefined;
  readonly gone: Promise<never>;
}

/** A reader whose card waits at a TCP port, with the messages of vpcd: `openrsp euicc simulate --listen tcp`. */
export class TcpReader implements CardReader {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #timeout: number;
  #connection: Connection | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `timeout`: milliseconds for a command or a connection. */
  constructor(host: string, port: number, timeout = DEFAULT_TIMEOUT) {
    this.name = `tcp:${host}:${port}`;
    this.#host = host;
    this.#port = port;
    this.#timeout = timeout;
  }

  connect(): Promise<Uint8Array> {
    return this.#do('Connecting', this.#timeout, async () => {
      if (this.#connection?.socket.destroyed === true) this.#release();
      this.#connection ??= await this.#open();
      return this.#ask(this.#connection, Uint8Array.of(Control.Atr), Control.PowerOn);
    });
  }

  transmit(apdu: Uint8Array, { timeout = this.#timeout }: TransmitOptions = {}): Promise<Uint8Array> {
    const command = Uint8Array.from(apdu);
    return this.#do('The command', timeout, () => this.#ask(this.#connected(), command));
  }

  reset(): Promise<Uint8Array> {
    return this.#do('The reset', this.#timeout, () =>
      this.#ask(this.#connected(), Uint8Array.of(Control.Atr), Control.Reset),
    );
  }

  disconnect(): Promise<void> {
    return this.#do('Disconnecting', this.#timeout, () => {
      // The card loses power when its connection ends.
      this.#release();
      return Promise.resolve();
    });
  }

  close(): Promise<void> {
    return this.disconnect();
  }

  #ask(connection: Connection, question: Uint8Array, control?: number): Promise<Uint8Array> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    connection.answered = resolve;
    if (control !== undefined) connection.socket.write(encodeMessage(Uint8Array.of(control)));
    connection.socket.write(encodeMessage(question));
    return Promise.race([promise, connection.gone]);
  }

  async #open(): Promise<Connection> {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const { promise: gone, reject } = Promise.withResolvers<never>();
    const lost = (cause?: Error) => {
      const text = `No card is at ${this.name} any more, or never was. Is the simulator running?`;
      reject(new ReaderError('CardRemoved', text, { cause }));
    };
    // Nobody may be waiting when the card goes.
    gone.catch(() => undefined);
    socket.on('error', lost);
    socket.once('close', () => lost());
    const connection: Connection = { socket, answered: undefined, gone };
    const decoder = new MessageDecoder();
    socket.on('data', (piece) => {
      for (const message of decoder.push(piece)) {
        connection.answered?.(message);
        connection.answered = undefined;
      }
    });
    const { promise: connected, resolve } = Promise.withResolvers<undefined>();
    socket.once('connect', () => resolve(undefined));
    await Promise.race([connected, gone]);
    return connection;
  }

  #connected(): Connection {
    if (this.#connection !== undefined) return this.#connection;
    throw new ReaderError('NotConnected', `No card is connected at ${this.name}. Connect first.`);
  }

  #release(): void {
    this.#connection?.socket.destroy();
    this.#connection = undefined;
  }

  #do<T>(what: string, timeout: number, act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      try {
        return await withDeadline(act(), timeout, what);
      } catch (error) {
        // Nothing is known of a card that did not answer.
        this.#release();
        throw error;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** The reader that `tcp:HOST:PORT` names; undefined: it is the name of another kind. */
export function tcpReader(name: string): TcpReader | undefined {
  const [, host, port] = /^tcp:([A-Za-z0-9.-]{1,253}):([0-9]{1,5})$/.exec(name) ?? [];
  return host === undefined ? undefined : new TcpReader(host, Number(port));
}

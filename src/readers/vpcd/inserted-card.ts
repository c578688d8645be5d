import { connect, type Socket } from 'node:net';
import type { Card } from '../../rsp/apdu/card/card.ts';
import { ReaderError } from '../error.ts';
import { Control, encodeMessage, MessageDecoder } from './message.ts';

/** Where vpcd waits for the card of its first reader; the second is one above. */
export const VPCD_PORT = 35_963;

export interface VpcdOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 35963 by default. */
  readonly port?: number;
  /** Milliseconds to wait for the connection; 5,000 by default. */
  readonly timeout?: number;
}

/**
 * A software card in a reader of vsmartcard's virtual driver vpcd: every PC/SC program of the machine sees it there. The reader gives and
 * takes power, resets, asks for the ATR and sends APDUs; the card answers in the order of the questions.
 */
export class InsertedCard {
  /** Resolves when the card is out: after `remove`, or with a ReaderError when the reader went or broke the protocol. */
  readonly removed: Promise<ReaderError | undefined>;
  readonly #card: Card;
  readonly #socket: Socket;
  readonly #decoder = new MessageDecoder();
  #atr: Uint8Array | undefined;
  /** Counts losses of power and resets: what a command of before them answers reaches nobody. */
  #cycle = 0;
  #last: Promise<void> = Promise.resolve();
  #fault: ReaderError | undefined;

  private constructor(card: Card, socket: Socket) {
    this.#card = card;
    this.#socket = socket;
    this.removed = new Promise((resolve) => socket.once('close', () => resolve(this.#out())));
    socket.on('data', (piece) => this.#receive(piece));
    socket.on('error', (error) => {
      this.#fault ??= new ReaderError('ReaderUnplugged', 'The connection to vpcd broke.', { cause: error });
    });
    socket.once('end', () => {
      this.#fault ??= new ReaderError(
        'ReaderUnplugged',
        'vpcd closed the connection: pcscd ended, or has another card in the reader.',
      );
    });
  }

  /** Connects to vpcd and answers for the card from then on. Rejects with `ServiceStopped` or `Timeout`. */
  static insert(card: Card, options: VpcdOptions = {}): Promise<InsertedCard> {
    const { host = '127.0.0.1', port = VPCD_PORT, timeout = 5_000 } = options;
    const { promise, resolve, reject } = Promise.withResolvers<InsertedCard>();
    const socket = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new ReaderError('Timeout', `${host}:${port} did not answer within ${timeout} ms. Is it vpcd's port?`));
    }, timeout);
    const refused = (error: Error): void => {
      clearTimeout(timer);
      const remedy = 'Install pcscd and vsmartcard-vpcd, and start pcscd.';
      reject(new ReaderError('ServiceStopped', `No vpcd answers at ${host}:${port}. ${remedy}`, { cause: error }));
    };
    socket.once('error', refused);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refused);
      resolve(new InsertedCard(card, socket));
    });
    return promise;
  }

  /** Takes the card out, whatever it is doing. pcscd looks every 0.4 s: the next card is to be inserted later than that. */
  async remove(): Promise<void> {
    this.#socket.destroy();
    await this.removed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  #out(): ReaderError | undefined {
    this.#power(() => this.#card.powerOff());
    return this.#fault;
  }

  #receive(piece: Uint8Array): void {
    for (const message of this.#decoder.push(piece)) {
      // What concerns power takes effect at once, also while a command is under way, whose answer then reaches nobody.
      if (message.length === 1) this.#control(message[0]!);
      else this.#last = this.#last.then(() => this.#command(message));
    }
  }

  #control(octet: number): void {
    switch (octet) {
      case Control.PowerOff:
        this.#cycle++;
        this.#power(() => this.#card.powerOff());
        return;
      case Control.PowerOn:
        this.#power(() => (this.#atr = this.#card.powerOn()));
        return;
      case Control.Reset:
        this.#cycle++;
        this.#power(() => (this.#atr = this.#card.reset()));
        return;
      case Control.Atr:
        // Asked before power is given, too, to see whether there is a card.
        this.#last = this.#last.then(() => this.#power(() => this.#send((this.#atr ??= this.#card.powerOn()))));
        return;
      default:
        this.#fail(
          new ReaderError('Protocol', `vpcd sent the control octet ${octet}, which its protocol does not have.`),
        );
    }
  }

  async #command(apdu: Uint8Array): Promise<void> {
    const cycle = this.#cycle;
    try {
      const response = await this.#card.transmit(apdu);
      if (cycle === this.#cycle) this.#send(response);
    } catch (error) {
      if (cycle !== this.#cycle) return;
      // A card that gives no answer is a card that is gone: the reader waits for one.
      this.#fail(
        new ReaderError('CardUnresponsive', 'The software card did not answer a command and was taken out.', {
          cause: error,
        }),
      );
    }
  }

  #power(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(
        new ReaderError('CardUnresponsive', 'The software card failed at power or reset and was taken out.', {
          cause: error,
        }),
      );
    }
  }

  #send(payload: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeMessage(payload));
  }

  #fail(error: ReaderError): void {
    this.#fault ??= error;
    this.#socket.destroy();
  }
}

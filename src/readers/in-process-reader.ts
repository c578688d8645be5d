import type { Card } from '../rsp/apdu/card/card.ts';
import { DEFAULT_TIMEOUT, type CardReader, type TransmitOptions } from './card-reader.ts';
import { withDeadline } from './deadline.ts';
import { ReaderError } from './error.ts';

export interface InProcessReaderOptions {
  readonly name?: string;
  /** Milliseconds for a command; 30,000 by default. */
  readonly timeout?: number;
}

interface Connection {
  readonly card: Card;
  /** Rejects what is under way when the card is taken away. */
  readonly gone: Promise<never>;
  readonly end: (error: ReaderError) => void;
}

/** A reader that exists in this process only, for a card that is an object: a software eUICC, or another reader's card behind an adapter. */
export class InProcessReader implements CardReader {
  readonly name: string;
  readonly #timeout: number;
  #card: Card | undefined;
  #connection: Connection | undefined;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(card?: Card, { name = 'in-process reader', timeout = DEFAULT_TIMEOUT }: InProcessReaderOptions = {}) {
    this.#card = card;
    this.name = name;
    this.#timeout = timeout;
  }

  /** Puts a card in, without power; one that is in already is taken out. */
  insert(card: Card): void {
    this.remove();
    this.#card = card;
  }

  /** Takes the card out, at any moment: a command under way rejects with `CardRemoved`. */
  remove(): void {
    this.#release(
      new ReaderError('CardRemoved', `The card was taken out of ${this.name}. Insert it and connect again.`),
    );
    this.#card = undefined;
  }

  connect(): Promise<Uint8Array> {
    return this.#do(() => {
      if (this.#card === undefined) throw new ReaderError('NoCard', `There is no card in ${this.name}. Insert one.`);
      this.#connection ??= connection(this.#card);
      return this.#card.powerOn();
    });
  }

  transmit(apdu: Uint8Array, { timeout = this.#timeout }: TransmitOptions = {}): Promise<Uint8Array> {
    const command = Uint8Array.from(apdu);
    return this.#do(async () => {
      const { card, gone } = this.#connected();
      try {
        return await withDeadline(Promise.race([gone, card.transmit(command)]), timeout, 'The command');
      } catch (error) {
        // Nothing is known of a card that did not answer: it is connected anew or not at all.
        this.#release();
        throw error instanceof ReaderError ? error : failed(error);
      }
    });
  }

  reset(): Promise<Uint8Array> {
    return this.#do(() => this.#connected().card.reset());
  }

  disconnect(): Promise<void> {
    return this.#do(() => this.#release());
  }

  async close(): Promise<void> {
    this.#release(new ReaderError('ReaderClosed', `${this.name} was closed. Open it anew.`));
    this.#closed = true;
    await this.#last;
  }

  #connected(): Connection {
    if (this.#connection !== undefined) return this.#connection;
    throw new ReaderError('NotConnected', `No card is connected in ${this.name}. Connect first.`);
  }

  #release(why = new ReaderError('NotConnected', `The card in ${this.name} was disconnected.`)): void {
    const released = this.#connection;
    this.#connection = undefined;
    released?.end(why);
    released?.card.powerOff();
  }

  #do<T>(act: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      if (this.#closed) throw new ReaderError('ReaderClosed', `${this.name} was closed. Open it anew.`);
      return act();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function connection(card: Card): Connection {
  const { promise: gone, reject: end } = Promise.withResolvers<never>();
  // Nobody may be waiting when the card goes.
  gone.catch(() => undefined);
  return { card, gone, end };
}

function failed(error: unknown): ReaderError {
  return new ReaderError('Failed', 'The card failed to answer. Connect it again.', { cause: error });
}

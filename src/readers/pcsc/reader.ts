import { DEFAULT_TIMEOUT, type CardReader, type TransmitOptions } from '../card-reader.ts';
import { withDeadline } from '../deadline.ts';
import { ReaderError } from '../error.ts';
import { PcscCode, pcscError } from './code.ts';
import { Disposition, Protocol, ReaderState, ShareMode, type Outcome, type PcscLibrary } from './library.ts';
import { pcscLite } from './pcsc-lite.ts';

export interface PcscOptions {
  /** pcsc-lite by default. */
  readonly library?: PcscLibrary;
}

export interface PcscReaderOptions extends PcscOptions {
  /** Milliseconds for a command, a connection or a reset; 30,000 by default. */
  readonly timeout?: number;
  /** Lets other programs use the card in between; by default the card is this reader's alone. */
  readonly shared?: boolean;
}

interface Connection {
  readonly handle: number;
  readonly protocol: number;
}

/** Milliseconds in which the service notices that card or reader is gone, after a command failed because of it. */
const NOTICE = 1_500;
const PROTOCOLS = Protocol.T0 | Protocol.T1;
const CONNECTION_ENDED: ReadonlySet<number> = new Set([
  PcscCode.InvalidHandle,
  PcscCode.Timeout,
  PcscCode.NoService,
  PcscCode.ServiceStopped,
  PcscCode.ReaderUnavailable,
  PcscCode.UnknownReader,
  PcscCode.RemovedCard,
  PcscCode.ResetCard,
  PcscCode.UnpoweredCard,
  PcscCode.UnresponsiveCard,
  PcscCode.NoSmartcard,
  PcscCode.CommunicationError,
  PcscCode.NotTransacted,
]);

/** What a card or reader that is taken away, or a service that ends, in the middle of a command looks like at first. */
const AMBIGUOUS: ReadonlySet<number> = new Set([
  PcscCode.CommunicationError,
  PcscCode.NotTransacted,
  PcscCode.SecurityViolation,
]);

/** Names of the readers that PC/SC knows, with and without card. Rejects with `ServiceStopped`, `AccessDenied`; none: an empty list. */
export async function listPcscReaders({ library = pcscLite() }: PcscOptions = {}): Promise<readonly string[]> {
  const { code, context } = await library.establishContext();
  if (code !== PcscCode.Success) throw pcscError(code, 'PC/SC');
  try {
    const listed = await library.listReaders(context);
    if (listed.code === PcscCode.NoReadersAvailable) return [];
    if (listed.code !== PcscCode.Success) throw pcscError(listed.code, 'PC/SC');
    return listed.names;
  } finally {
    await library.releaseContext(context);
  }
}

/** A reader of this machine through PC/SC. It has a context of its own, so that no reader waits for another's card. */
export class PcscReader implements CardReader {
  readonly name: string;
  readonly #library: PcscLibrary;
  readonly #context: number;
  readonly #timeout: number;
  readonly #shareMode: number;
  #connection: Connection | undefined;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(name: string, library: PcscLibrary, context: number, options: PcscReaderOptions) {
    this.name = name;
    this.#library = library;
    this.#context = context;
    this.#timeout = options.timeout ?? DEFAULT_TIMEOUT;
    this.#shareMode = options.shared === true ? ShareMode.Shared : ShareMode.Exclusive;
  }

  /** The reader of this name, or without a name the only one there is. Rejects with `NoReader` where the choice is none or several. */
  static async open(name?: string, options: PcscReaderOptions = {}): Promise<PcscReader> {
    const library = options.library ?? pcscLite();
    const names = await listPcscReaders({ library });
    const chosen = name ?? (names.length === 1 ? names[0] : undefined);
    if (chosen === undefined || !names.includes(chosen)) throw noReader(name, names);
    const { code, context } = await library.establishContext();
    if (code !== PcscCode.Success) throw pcscError(code, chosen);
    return new PcscReader(chosen, library, context, options);
  }

  connect(): Promise<Uint8Array> {
    return this.#do('Connecting', this.#timeout, async () => {
      if (this.#connection === undefined) {
        const outcome = await this.#library.connect(this.#context, this.name, this.#shareMode, PROTOCOLS);
        await this.#assertSuccess(outcome);
        this.#connection = outcome;
      }
      return this.#atr(this.#connection);
    });
  }

  transmit(apdu: Uint8Array, { timeout = this.#timeout }: TransmitOptions = {}): Promise<Uint8Array> {
    const command = Uint8Array.from(apdu);
    return this.#do('The command', timeout, async () => {
      const { handle, protocol } = this.#connected();
      const outcome = await this.#library.transmit(handle, protocol, command);
      // Some drivers call an answer of no octets a success.
      const answered = outcome.code !== PcscCode.Success || outcome.response.length >= 2;
      await this.#assertSuccess(answered ? outcome : { code: PcscCode.NotTransacted });
      return outcome.response;
    });
  }

  reset(): Promise<Uint8Array> {
    return this.#do('The reset', this.#timeout, async () => {
      const { handle } = this.#connected();
      const outcome = await this.#library.reconnect(handle, this.#shareMode, PROTOCOLS, Disposition.Reset);
      await this.#assertSuccess(outcome);
      this.#connection = { handle, protocol: outcome.protocol };
      return this.#atr(this.#connection);
    });
  }

  disconnect(): Promise<void> {
    return this.#do('Disconnecting', this.#timeout, () => this.#release());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#do('Closing', this.#timeout, async () => {
      this.#closed = true;
      await this.#release();
      await this.#library.releaseContext(this.#context);
    });
  }

  async #atr({ handle }: Connection): Promise<Uint8Array> {
    const outcome = await this.#library.status(handle);
    await this.#assertSuccess(outcome);
    return outcome.atr;
  }

  #connected(): Connection {
    if (this.#connection !== undefined) return this.#connection;
    throw new ReaderError('NotConnected', `No card is connected in ${this.name}. Connect first.`);
  }

  async #release(): Promise<void> {
    const released = this.#connection;
    this.#connection = undefined;
    // What others share is not taken from them.
    const disposition = this.#shareMode === ShareMode.Shared ? Disposition.Leave : Disposition.Unpower;
    if (released !== undefined) await this.#library.disconnect(released.handle, disposition);
  }

  async #assertSuccess({ code }: Outcome): Promise<void> {
    if (code === PcscCode.Success) return;
    const meant = await this.#meaning(code);
    if (CONNECTION_ENDED.has(meant)) await this.#release();
    throw pcscError(meant, this.name);
  }

  /** The code that tells more than an ambiguous one, where the reader's state does. */
  async #meaning(code: number): Promise<number> {
    if (!AMBIGUOUS.has(code)) return code;
    for (const end = Date.now() + NOTICE; ;) {
      const reader = await this.#library.stateChange(this.#context, this.name, 0, ReaderState.Unaware);
      if (reader.code !== PcscCode.Success && reader.code !== PcscCode.Timeout) return reader.code;
      if ((reader.state & (ReaderState.Unknown | ReaderState.Unavailable)) !== 0) return PcscCode.ReaderUnavailable;
      if ((reader.state & ReaderState.Empty) !== 0) return PcscCode.RemovedCard;
      if (Date.now() >= end) return code;
      await new Promise((resolve) => setTimeout(resolve, NOTICE / 10));
    }
  }

  /**
   * One call after another. What waits too long for its turn never has it; what takes too long has its card disconnected as soon as the
   * library gives the call back, before any other has its turn.
   */
  async #do<T>(what: string, timeout: number, act: () => Promise<T>): Promise<T> {
    let late = false;
    const isLate = (): boolean => late;
    const work = this.#last.then(async () => {
      if (this.#closed) throw new ReaderError('ReaderClosed', `${this.name} was closed. Open it anew.`);
      if (isLate()) return undefined as never;
      try {
        return await act();
      } finally {
        if (isLate()) await this.#release();
      }
    });
    this.#last = work.catch(() => undefined);
    return withDeadline(work, timeout, what, () => (late = true));
  }
}

function noReader(name: string | undefined, names: readonly string[]): ReaderError {
  if (names.length === 0) return new ReaderError('NoReader', 'PC/SC has no reader. Plug one in.');
  const found = names.map((found) => `"${found}"`).join(', ');
  const problem = name === undefined ? 'There are several readers: name one' : `There is no reader "${name}"`;
  return new ReaderError('NoReader', `${problem}. PC/SC has ${found}.`);
}

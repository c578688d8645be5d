import type { ApduTransmitter } from '../rsp/apdu/transmitter.ts';

/** Milliseconds for one command: real chips take up to 5 s for a step of authentication, readers and modems add their own. */
export const DEFAULT_TIMEOUT = 30_000;

export interface TransmitOptions {
  /** Milliseconds after which the card is given up; the reader's own by default. */
  readonly timeout?: number;
}

/**
 * A place for one card, whatever is behind it. Commands are sent one after another. Every method rejects with a ReaderError; after
 * `Timeout`, `CardRemoved`, `CardReset`, `CardUnresponsive` and `ReaderUnplugged` the card is no longer connected.
 */
export interface CardReader extends ApduTransmitter {
  readonly name: string;
  /** Gives the card power, if it has none, and takes hold of it; gives its ATR. A card that is connected stays as it is. */
  connect(): Promise<Uint8Array>;
  /** One command APDU in, the card's response APDU out. */
  transmit(apdu: Uint8Array, options?: TransmitOptions): Promise<Uint8Array>;
  /** Resets the card that is connected: open channels and sessions are gone. Gives its ATR. */
  reset(): Promise<Uint8Array>;
  /** Lets go of the card and takes its power, unless other programs share it. A card that is not connected stays as it is. */
  disconnect(): Promise<void>;
  /** Lets go of the card and the reader, for good. */
  close(): Promise<void>;
}

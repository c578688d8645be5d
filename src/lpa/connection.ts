import type { CardReader } from '../readers/card-reader.ts';
import { ReaderError } from '../readers/error.ts';
import { ApduError } from '../rsp/apdu/error.ts';
import { CardChannel, type CardChannelOptions } from '../rsp/apdu/card-channel.ts';
import type { Es10Channel } from './es10/call.ts';

/** An eUICC in a reader, with the ISD-R selected: what ES10 goes over. */
export class EuiccConnection implements Es10Channel {
  readonly #reader: CardReader;
  readonly #options: CardChannelOptions;
  #channel: CardChannel;

  private constructor(reader: CardReader, options: CardChannelOptions, channel: CardChannel) {
    this.#reader = reader;
    this.#options = options;
    this.#channel = channel;
  }

  /** Connects the card and opens a channel. Rejects with ReaderError and ApduError. */
  static async open(reader: CardReader, options: CardChannelOptions = {}): Promise<EuiccConnection> {
    await reader.connect();
    return new EuiccConnection(reader, options, await CardChannel.open(reader, options));
  }

  exchange(es10Command: Uint8Array): Promise<Uint8Array> {
    return this.#channel.exchange(es10Command);
  }

  /**
   * Resets the card and opens another channel: after a change of profiles, as a device does on the eUICC's REFRESH (SGP.22 3.2.1), and
   * after a failure. Sessions are gone.
   */
  async restart(): Promise<void> {
    await this.#closeChannel();
    // What took the card away from the reader needs no reset.
    await this.#reader.connect();
    await this.#reader.reset();
    this.#channel = await CardChannel.open(this.#reader, this.#options);
  }

  /** Closes the channel and lets go of the card. */
  async close(): Promise<void> {
    await this.#closeChannel();
    await this.#reader.disconnect();
  }

  /** As {@link close}; a reader that fails at it hides no other error. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.close();
    } catch (error) {
      if (!(error instanceof ReaderError)) throw error;
    }
  }

  async #closeChannel(): Promise<void> {
    try {
      await this.#channel.close();
    } catch (error) {
      // A reset closes it as well; a card that is gone has no channels.
      if (!(error instanceof ApduError) && !(error instanceof ReaderError)) throw error;
    }
  }
}

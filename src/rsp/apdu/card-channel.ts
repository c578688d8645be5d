import { ISD_R_AID } from './application-identifier.ts';
import { classOctet, MAXIMUM_CHANNEL } from './class-octet.ts';
import { encodeCommand, Instruction, type Command } from './command.ts';
import { ApduError, StatusWordError } from './error.ts';
import { exchangeCommand } from './exchange.ts';
import type { Response } from './response.ts';
import { isSuccess } from './status-word.ts';
import { assertSegmentSize, SegmentSize, storeDataCommands } from './store-data.ts';
import type { ApduTransmitter } from './transmitter.ts';

/** How a channel is opened and used; the defaults suit certified eUICCs. */
export interface CardChannelOptions {
  /** The application to select; ISD-R by default. */
  readonly aid?: Uint8Array;
  /** Octets of a STORE DATA block, 6 to 255; 255 by default. */
  readonly segmentSize?: number;
  /** Sends TERMINAL CAPABILITY first, as a device with an LPA does, and ignores the answer; true by default. */
  readonly terminalCapability?: boolean;
  /** Le 00 in the last block, for cards and protocols that do not announce answers by 61xx; false by default. */
  readonly storeDataLe?: boolean;
  /** GET RESPONSE in class 8X; false by default. */
  readonly proprietaryGetResponse?: boolean;
  /** The longest answer that is fetched, in octets; 262,144 by default. */
  readonly maximumResponse?: number;
}

/**
 * TERMINAL CAPABILITY of a device that has all of an LPA: extended logical channels, additional interfaces, and LUId, LPDd and LDSd
 * (ETSI TS 102 221 11.1.19, SGP.22 3.4.2).
 */
const TERMINAL_CAPABILITY: Command = {
  cla: 0x80,
  ins: Instruction.TerminalCapability,
  p1: 0,
  p2: 0,
  data: Uint8Array.of(0xa9, 0x08, 0x81, 0x00, 0x82, 0x01, 0x01, 0x83, 0x01, 0x07),
};
const OPEN = 0x00;
const CLOSE = 0x80;
const BASIC_CHANNEL = 0;

/**
 * A logical channel with an application selected on it: ES10 commands in, answers out, whatever APDUs that takes (SGP.22 5.7.2).
 * Commands given at the same time are sent one after another. A profile download stays on one channel: many chips forget their
 * session when it closes.
 */
export class CardChannel {
  /** 1 to 19. */
  readonly number: number;
  /** What SELECT answered, an FCI template (6F); empty where the card gave none. */
  readonly fileControlInformation: Uint8Array;
  readonly #transmitter: ApduTransmitter;
  readonly #options: Required<CardChannelOptions>;
  #state: 'open' | 'closed' | 'lost' = 'open';
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    transmitter: ApduTransmitter,
    options: Required<CardChannelOptions>,
    number: number,
    fileControlInformation: Uint8Array,
  ) {
    this.#transmitter = transmitter;
    this.#options = options;
    this.number = number;
    this.fileControlInformation = fileControlInformation;
  }

  /**
   * Opens a logical channel and selects the application. Throws `SegmentSize`, `Response`, a StatusWordError where the card has no
   * channel free (6A81) or no such application (6A82), and what `transmitter` throws.
   */
  static async open(transmitter: ApduTransmitter, options: CardChannelOptions = {}): Promise<CardChannel> {
    const settings: Required<CardChannelOptions> = {
      aid: ISD_R_AID,
      segmentSize: SegmentSize.maximum,
      terminalCapability: true,
      storeDataLe: false,
      proprietaryGetResponse: false,
      maximumResponse: 1 << 18,
      ...options,
    };
    assertSegmentSize(settings.segmentSize);
    if (settings.terminalCapability) await transmitter.transmit(encodeCommand(TERMINAL_CAPABILITY));
    const number = await openChannel(transmitter, settings);
    try {
      const select = {
        cla: classOctet(number, false),
        ins: Instruction.Select,
        p1: 0x04,
        p2: 0x00,
        data: settings.aid,
      };
      const { data, status } = await exchangeCommand(transmitter, select, { ...settings, channel: number });
      if (!isSuccess(status)) throw new StatusWordError('SELECT', status);
      return new CardChannel(transmitter, settings, number, data);
    } catch (error) {
      // The card is left as it was found; why the selection failed matters more than whether this succeeds.
      await closeChannel(transmitter, settings, number).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Carries one ES10 command, a whole TLV or a piece of a bound profile package, and gives the card's answer, which may be empty.
   * Throws a StatusWordError where the card refuses a block; `ChannelClosed`; `ChannelLost` once the card did not answer as APDUs do
   * and its state is unknown: reset it and open another channel.
   */
  exchange(es10Command: Uint8Array): Promise<Uint8Array> {
    const request = Uint8Array.from(es10Command);
    return this.#inTurn(() => this.#exchange(request));
  }

  /** Closes the logical channel: session state of the application is gone. A channel that is closed or lost stays as it is. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== 'open') return;
      this.#state = 'closed';
      const { status } = await closeChannel(this.#transmitter, this.#options, this.number);
      if (!isSuccess(status)) throw new StatusWordError('to close the logical channel', status);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #exchange(request: Uint8Array): Promise<Uint8Array> {
    this.#assertOpen();
    const commands = storeDataCommands(request, this.number, this.#options.segmentSize);
    for (const [block, command] of commands.entries()) {
      const last = block === commands.length - 1;
      const le = last && this.#options.storeDataLe ? { le: 256 } : {};
      const { data, status } = await this.#send({ ...command, ...le });
      if (!isSuccess(status)) throw new StatusWordError(`STORE DATA, block ${block + 1} of ${commands.length}`, status);
      if (last) return data;
      if (data.length > 0) {
        this.#state = 'lost';
        throw new ApduError('Response', `The card answered data to block ${block + 1} of ${commands.length} already.`);
      }
    }
    throw new ApduError('Command', 'A command has at least one block.');
  }

  async #send(command: Command): Promise<Response> {
    try {
      return await exchangeCommand(this.#transmitter, command, { ...this.#options, channel: this.number });
    } catch (error) {
      this.#state = 'lost';
      throw error;
    }
  }

  #assertOpen(): void {
    if (this.#state === 'closed') throw new ApduError('ChannelClosed', 'The channel to the card was closed.');
    if (this.#state === 'lost') {
      throw new ApduError('ChannelLost', 'The card failed to answer before: reset it and open another channel.');
    }
  }
}

async function openChannel(transmitter: ApduTransmitter, settings: Required<CardChannelOptions>): Promise<number> {
  const command = { cla: 0x00, ins: Instruction.ManageChannel, p1: OPEN, p2: BASIC_CHANNEL, le: 1 };
  const { data, status } = await exchangeCommand(transmitter, command, { ...settings, channel: BASIC_CHANNEL });
  if (!isSuccess(status)) throw new StatusWordError('to open a logical channel', status);
  const [number] = data;
  if (number === undefined || data.length !== 1 || number < 1 || number > MAXIMUM_CHANNEL) {
    throw new ApduError('Response', `The card opened no logical channel between 1 and ${MAXIMUM_CHANNEL}.`);
  }
  return number;
}

function closeChannel(
  transmitter: ApduTransmitter,
  settings: Required<CardChannelOptions>,
  number: number,
): Promise<Response> {
  const command = { cla: 0x00, ins: Instruction.ManageChannel, p1: CLOSE, p2: number };
  return exchangeCommand(transmitter, command, { ...settings, channel: BASIC_CHANNEL });
}

import { MAXIMUM_CHANNEL, parseClassOctet, type CommandClass } from '../class-octet.ts';
import { Instruction, parseCommand, type Command } from '../command.ts';
import { ApduError } from '../error.ts';
import { encodeResponse, type Response } from '../response.ts';
import { StatusWord } from '../status-word.ts';
import type { CardApplication } from './application.ts';
import type { Card } from './card.ts';
import { LogicalChannel } from './logical-channel.ts';
import { CommandRefusal } from './refusal.ts';

export interface SoftwareCardOptions {
  /** Logical channels besides the basic one, 1 to 19; 3 by default. */
  readonly channels?: number;
  /** The longest ES10 command in octets; 65,536 by default. */
  readonly maximumCommand?: number;
  /** By default T=0 with the historical characters `OpenRSP`. */
  readonly atr?: Uint8Array;
}

const DEFAULT_ATR = Uint8Array.from([0x3b, 0x07, ...Buffer.from('OpenRSP')]);
const OPEN = 0x00;
const CLOSE = 0x80;

/**
 * A card made of applications: MANAGE CHANNEL, SELECT, STORE DATA and GET RESPONSE as an eUICC has them (SGP.22 5.7.2, ISO/IEC 7816-4).
 * TERMINAL CAPABILITY and STATUS are taken and mean nothing. Nothing here outlives a loss of power.
 */
export class SoftwareCard implements Card {
  readonly #applications: readonly CardApplication[];
  readonly #options: Required<SoftwareCardOptions>;
  readonly #channels = new Map<number, LogicalChannel>();
  #last: Promise<unknown> = Promise.resolve();
  /** Counts power cycles: what a command of an earlier one still answers reaches nobody. */
  #cycle = 0;

  constructor(applications: readonly CardApplication[], options: SoftwareCardOptions = {}) {
    this.#applications = applications;
    this.#options = { channels: 3, maximumCommand: 65_536, atr: DEFAULT_ATR, ...options };
    const { channels } = this.#options;
    if (!Number.isInteger(channels) || channels < 1 || channels > MAXIMUM_CHANNEL) {
      throw new ApduError('LogicalChannel', `A card has 1 to ${MAXIMUM_CHANNEL} logical channels, not ${channels}.`);
    }
  }

  powerOn(): Uint8Array {
    if (!this.#powered) this.#channels.set(0, this.#newChannel());
    return Uint8Array.from(this.#options.atr);
  }

  powerOff(): void {
    this.#cycle++;
    for (const channel of this.#channels.values()) channel.end();
    this.#channels.clear();
    this.#last = Promise.resolve();
  }

  reset(): Uint8Array {
    this.powerOff();
    return this.powerOn();
  }

  /** Throws `PowerOff` where the card has no power, or loses it before it answers. Whatever the command, any other fault is a status word. */
  transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const cycle = this.#cycle;
    const turn = this.#last.then(async () => {
      this.#assertPowered(cycle);
      const response = await this.#answer(Uint8Array.from(apdu));
      this.#assertPowered(cycle);
      return encodeResponse(response);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  get #powered(): boolean {
    return this.#channels.size > 0;
  }

  #assertPowered(cycle: number): void {
    if (this.#powered && this.#cycle === cycle) return;
    throw new ApduError('PowerOff', 'The card has no power, or lost it before it answered.');
  }

  async #answer(apdu: Uint8Array): Promise<Response> {
    try {
      return await this.#process(apdu);
    } catch (error) {
      return {
        data: new Uint8Array(0),
        status: error instanceof CommandRefusal ? error.status : StatusWord.NoDiagnosis,
      };
    }
  }

  async #process(apdu: Uint8Array): Promise<Response> {
    const command = parsed(apdu);
    const commandClass = parseClassOctet(command.cla);
    if (commandClass === undefined) throw new CommandRefusal(StatusWord.ClassNotSupported);
    if (commandClass.secureMessaging) throw new CommandRefusal(StatusWord.SecureMessagingNotSupported);
    if (commandClass.chaining) throw new CommandRefusal(StatusWord.ChainingNotSupported);
    const channel = this.#channels.get(commandClass.channel);
    if (channel === undefined) throw new CommandRefusal(StatusWord.ChannelNotSupported);
    try {
      return await this.#dispatch(command, commandClass, channel);
    } catch (error) {
      // A refused command leaves nothing behind on its channel: no half command, no answer.
      channel.interrupt();
      throw error;
    }
  }

  #dispatch(command: Command, commandClass: CommandClass, channel: LogicalChannel): Promise<Response> | Response {
    switch (command.ins) {
      case Instruction.StoreData:
        assertClass(commandClass, true);
        return channel.storeData(command);
      case Instruction.GetResponse:
        // LPAs send it in either class.
        return channel.getResponse(command);
      case Instruction.Select:
        assertClass(commandClass, false);
        return channel.select(command, this.#applications);
      case Instruction.ManageChannel:
        assertClass(commandClass, false);
        channel.interrupt();
        return this.#manageChannel(command, commandClass.channel);
      case Instruction.TerminalCapability:
      case Instruction.Status:
        assertClass(commandClass, true);
        channel.interrupt();
        return { data: new Uint8Array(0), status: StatusWord.Success };
      default:
        throw new CommandRefusal(StatusWord.InstructionNotSupported);
    }
  }

  /** Closes the channel that P2 names, or with P2 0 the one the command came on; the basic channel stays open. */
  #manageChannel({ p1, p2, le }: Command, current: number): Response {
    if (p1 === OPEN) return this.#open(p2, le);
    const number = p2 || current;
    if (p1 !== CLOSE || number === 0) throw new CommandRefusal(StatusWord.WrongParameters);
    const channel = this.#channels.get(number);
    if (channel === undefined) throw new CommandRefusal(StatusWord.ChannelNotSupported);
    channel.end();
    this.#channels.delete(number);
    return { data: new Uint8Array(0), status: StatusWord.Success };
  }

  /** P2 0: the lowest number that is free, in the answer; any other: that number (ISO/IEC 7816-4 7.1.2). */
  #open(wanted: number, le: number | undefined): Response {
    const numbers = Array.from({ length: this.#options.channels }, (_, i) => i + 1);
    const number = numbers.find(
      (candidate) => !this.#channels.has(candidate) && (wanted === 0 || wanted === candidate),
    );
    if (number === undefined) throw new CommandRefusal(StatusWord.FunctionNotSupported);
    if (wanted === 0 && le === undefined) throw new CommandRefusal(StatusWord.WrongLength);
    this.#channels.set(number, this.#newChannel());
    return { data: wanted === 0 ? Uint8Array.of(number) : new Uint8Array(0), status: StatusWord.Success };
  }

  #newChannel(): LogicalChannel {
    return new LogicalChannel(this.#options.maximumCommand);
  }
}

function parsed(apdu: Uint8Array): Command {
  try {
    return parseCommand(apdu);
  } catch {
    throw new CommandRefusal(StatusWord.WrongLength);
  }
}

function assertClass({ proprietary }: CommandClass, wanted: boolean): void {
  if (proprietary !== wanted) throw new CommandRefusal(StatusWord.ClassNotSupported);
}

import type { Command } from '../command.ts';
import type { Response } from '../response.ts';
import { StatusWord } from '../status-word.ts';
import type { ApplicationSession, CardApplication } from './application.ts';
import { CommandRefusal } from './refusal.ts';
import { ResponseQueue } from './response-queue.ts';
import { StoreDataAssembler } from './store-data-assembler.ts';

const BY_NAME = 0x04;
const FIRST_OR_ONLY = 0x00;
const NO_ANSWER = 0x0c;

/** One logical channel of a card: the application selected on it, the command that is coming in and the answer that waits. */
export class LogicalChannel {
  readonly #assembler: StoreDataAssembler;
  readonly #answers = new ResponseQueue();
  #session: ApplicationSession | undefined;

  constructor(maximumCommand: number) {
    this.#assembler = new StoreDataAssembler(maximumCommand);
  }

  /** SELECT by AID. An AID that is not there leaves the selection as it was (ISO/IEC 7816-4 7.1.1). */
  select({ p1, p2, data, le }: Command, applications: readonly CardApplication[]): Response {
    this.interrupt();
    if (p1 !== BY_NAME || (p2 !== FIRST_OR_ONLY && p2 !== NO_ANSWER))
      throw new CommandRefusal(StatusWord.WrongParameters);
    const application = applications.find(({ aid }) => Buffer.from(aid).equals(data ?? new Uint8Array(0)));
    if (application === undefined) throw new CommandRefusal(StatusWord.NotFound);
    this.end();
    this.#session = application.select();
    return this.#answers.put(p2 === NO_ANSWER ? new Uint8Array(0) : this.#session.fileControlInformation, le);
  }

  /** STORE DATA: success for every block but the last, whose answer is the application's. */
  async storeData({ p1, p2, data = new Uint8Array(0), le }: Command): Promise<Response> {
    this.#answers.clear();
    if (this.#session === undefined) throw new CommandRefusal(StatusWord.ConditionsNotSatisfied);
    const command = this.#assembler.add(p1, p2, data);
    if (command === undefined) return { data: new Uint8Array(0), status: StatusWord.Success };
    return this.#answers.put(await this.#session.process(command), le);
  }

  getResponse({ p1, p2, le }: Command): Response {
    this.#assembler.reset();
    if (p1 !== 0 || p2 !== 0) throw new CommandRefusal(StatusWord.WrongParameters);
    if (le === undefined) throw new CommandRefusal(StatusWord.WrongLength);
    return this.#answers.take(le);
  }

  /** Any other command drops a command that is half here and an answer that was not fetched. */
  interrupt(): void {
    this.#assembler.reset();
    this.#answers.clear();
  }

  /** Closes the channel or takes its power. */
  end(): void {
    this.interrupt();
    this.#session?.end?.();
    this.#session = undefined;
  }
}

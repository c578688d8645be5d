import { StatusWord } from '../status-word.ts';
import { BLOCK_NUMBERS, StoreDataP1 } from '../store-data.ts';
import { CommandRefusal } from './refusal.ts';

/**
 * A card's side of STORE DATA: puts the blocks of one ES10 command together. A block out of order is refused and drops what was
 * collected, also block 0 of another command: two chains that are interleaved never make one command.
 */
export class StoreDataAssembler {
  readonly #maximum: number;
  #blocks: Uint8Array[] = [];
  #length = 0;

  /** `maximum`: octets of a command, beyond which blocks are refused. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** The whole command once its last block is here. Throws 6A86 for P1, or for a P2 that is not the next block, 6A84 for too much. */
  add(p1: number, p2: number, data: Uint8Array): Uint8Array | undefined {
    const expected = this.#blocks.length % BLOCK_NUMBERS;
    if (p2 !== expected || (p1 !== StoreDataP1.MoreBlocks && p1 !== StoreDataP1.LastBlock)) {
      this.reset();
      throw new CommandRefusal(StatusWord.WrongParameters);
    }
    this.#blocks.push(data);
    this.#length += data.length;
    if (this.#length > this.#maximum) {
      this.reset();
      throw new CommandRefusal(StatusWord.NotEnoughMemory);
    }
    if (p1 === StoreDataP1.MoreBlocks) return undefined;
    const command = Uint8Array.from(Buffer.concat(this.#blocks));
    this.reset();
    return command;
  }

  /** Drops what was collected. */
  reset(): void {
    this.#blocks = [];
    this.#length = 0;
  }
}

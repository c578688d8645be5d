import { type Response } from '../response.ts';
import { StatusWord } from '../status-word.ts';

const NOTHING = new Uint8Array(0);
const MAXIMUM_PART = 256;

/** A card's side of GET RESPONSE: an answer is handed out in parts of at most 256 octets (ISO/IEC 7816-4 5.3.4). */
export class ResponseQueue {
  #waiting: Uint8Array = NOTHING;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Queues an answer in place of any other; a command with Le gets its first part at once. */
  put(answer: Uint8Array, le?: number): Response {
    this.#waiting = answer;
    return le === undefined ? { data: NOTHING, status: this.#status() } : this.#part(le);
  }

  /** The next part. An Le between what is there and 256 is answered by 6Cxx with the exact one, and nothing is lost. */
  take(le: number): Response {
    if (this.isEmpty) return { data: NOTHING, status: StatusWord.ConditionsNotSatisfied };
    if (le < MAXIMUM_PART && le > this.#waiting.length) {
      return { data: NOTHING, status: StatusWord.WrongLe | this.#waiting.length };
    }
    return this.#part(le);
  }

  clear(): void {
    this.#waiting = NOTHING;
  }

  #part(le: number): Response {
    const data = this.#waiting.slice(0, le);
    this.#waiting = this.#waiting.subarray(le);
    return { data, status: this.#status() };
  }

  #status(): number {
    if (this.isEmpty) return StatusWord.Success;
    return StatusWord.ResponseWaits | (this.#waiting.length >= MAXIMUM_PART ? 0 : this.#waiting.length);
  }
}

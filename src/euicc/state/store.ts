/** Where a chip's state outlives a loss of power. */
export interface EuiccStore {
  /** The text saved last; undefined where none was. */
  load(): string | undefined;
  /** Returns once the text is safe: whenever power goes, the old text or the whole new one is there. Throws EuiccError `Store`. */
  save(text: string): void;
}

/** A store in memory, for tests and for cards that nobody misses. */
export class MemoryStore implements EuiccStore {
  #text: string | undefined;

  constructor(text?: string) {
    this.#text = text;
  }

  load(): string | undefined {
    return this.#text;
  }

  save(text: string): void {
    this.#text = text;
  }

  /** Another store with the same text: what would be found if power went now. */
  clone(): MemoryStore {
    return new MemoryStore(this.#text);
  }
}

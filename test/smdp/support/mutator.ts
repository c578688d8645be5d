/** Changes of message bodies, the same ones for the same seed. */
export class Mutator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A body with one or a few changes: in its text, in its members, or in the octets that one of them holds in base64. */
  body(text: string): string {
    const kind = this.#below(10);
    if (kind === 0) return this.#text(text);
    const json = JSON.parse(text) as Record<string, unknown>;
    const names = Object.keys(json);
    const name = names[this.#below(names.length)]!;
    const value = json[name];
    if (kind === 1) return JSON.stringify({ ...json, [name]: this.#other() });
    if (typeof value !== 'string') return text;
    if (kind === 2) return JSON.stringify({ ...json, [name]: this.#text(value) });
    const octets = this.#octets(Uint8Array.from(Buffer.from(value, 'base64')));
    return JSON.stringify({ ...json, [name]: Buffer.from(octets).toString('base64') });
  }

  #octets(octets: Uint8Array): Uint8Array {
    let changed = octets;
    for (let times = 1 + this.#below(3); times > 0 && changed.length > 0; times--) {
      const at = this.#below(changed.length);
      const kind = this.#below(8);
      const tail = changed.subarray(at);
      if (kind < 4) changed = changed.map((octet, i) => (i === at ? octet ^ (1 << this.#below(8)) : octet));
      else if (kind === 4) changed = changed.map((octet, i) => (i === at ? this.#below(256) : octet));
      else if (kind === 5) changed = changed.slice(0, at);
      else if (kind === 6) changed = Uint8Array.from([...changed.subarray(0, at), this.#below(256), ...tail]);
      else changed = Uint8Array.from([...changed.subarray(0, at), ...tail.subarray(1 + this.#below(8))]);
    }
    return changed;
  }

  #text(text: string): string {
    const at = this.#below(text.length + 1);
    const kind = this.#below(4);
    const characters = ['"', '{', '}', '\\', '\u0000', '=', '-', 'é', '\ud800', ':', ',', ' ', '0'];
    const character = characters[this.#below(characters.length)]!;
    if (kind === 0) return text.slice(0, at);
    if (kind === 1) return text.slice(0, at) + character + text.slice(at);
    if (kind === 2) return text.slice(0, at) + character + text.slice(at + 1);
    return text.slice(0, at) + text.slice(at + 1 + this.#below(20));
  }

  #other(): unknown {
    const values = [null, 0, -1, 1e308, true, [], {}, '', 'A', [['a']], { __proto__: null }, 'AAAA', '00'.repeat(20)];
    return values[this.#below(values.length)];
  }

  /** xorshift32: a number from 0 to `bound` less 1. */
  #below(bound: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % bound;
  }
}

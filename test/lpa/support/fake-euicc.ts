import { encode, type Codec } from '../../../src/rsp/asn1/codec.ts';
import type { Es10Channel } from '../../../src/lpa/es10/call.ts';

/** An eUICC that answers what it is told to, in order, and keeps what it was asked. */
export class FakeEuicc implements Es10Channel {
  readonly asked: string[] = [];
  readonly #answers: Uint8Array[] = [];

  answers<T>(codec: Codec<T>, value: T): this {
    return this.answersOctets(encode(codec, value));
  }

  answersOctets(octets: Uint8Array): this {
    this.#answers.push(octets);
    return this;
  }

  exchange(es10Command: Uint8Array): Promise<Uint8Array> {
    this.asked.push(Buffer.from(es10Command).toString('hex').toUpperCase());
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error('asked once more than it was told to answer');
    return Promise.resolve(answer);
  }
}

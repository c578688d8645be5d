import { connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { decodeFrames, encodeFrame } from '../../../src/euicc/serve/frame.ts';
import type { ApduTransmitter } from '../../../src/rsp/apdu/transmitter.ts';

/** The reader's end of a stream on which a card is served. */
export class FramedCard implements ApduTransmitter {
  readonly #output: Writable;
  readonly #answers: AsyncGenerator<Uint8Array>;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    this.#answers = decodeFrames(input);
  }

  static async connect(port: number): Promise<FramedCard & { socket: Socket }> {
    const socket = connect({ port, host: '127.0.0.1' });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => undefined);
    return Object.assign(new FramedCard(socket, socket), { socket });
  }

  /** A message that is not answered. */
  tell(...message: number[]): void {
    this.#output.write(encodeFrame(Uint8Array.from(message)));
  }

  async transmit(message: Uint8Array): Promise<Uint8Array> {
    this.#output.write(encodeFrame(message));
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the stream ended');
    return value;
  }
}

import { ReaderError } from '../error.ts';

/** What vpcd sends in a message of one octet; anything longer is a command APDU (vsmartcard, vpcd protocol). */
export const Control = { PowerOff: 0x00, PowerOn: 0x01, Reset: 0x02, Atr: 0x04 } as const;

const LENGTH_OCTETS = 2;
const MAXIMUM = 0xffff;

/** Length in two octets, big endian, then the payload. */
export function encodeMessage(payload: Uint8Array): Uint8Array {
  if (payload.length > MAXIMUM) {
    throw new ReaderError('Protocol', `A message to vpcd has up to ${MAXIMUM} octets, not ${payload.length}.`);
  }
  return Uint8Array.from([payload.length >>> 8, payload.length & 0xff, ...payload]);
}

/** Cuts a stream of octets, which comes in pieces of any size, into messages. */
export class MessageDecoder {
  #rest: Uint8Array = new Uint8Array(0);

  /** The messages that are whole with this piece, without their lengths. */
  *push(piece: Uint8Array): Generator<Uint8Array> {
    this.#rest = Buffer.concat([this.#rest, piece]);
    while (this.#rest.length >= LENGTH_OCTETS) {
      const end = LENGTH_OCTETS + ((this.#rest[0]! << 8) | this.#rest[1]!);
      if (this.#rest.length < end) return;
      const message = this.#rest.slice(LENGTH_OCTETS, end);
      this.#rest = this.#rest.subarray(end);
      yield Uint8Array.from(message);
    }
  }
}

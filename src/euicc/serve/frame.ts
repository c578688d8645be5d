import { EuiccError } from '../error.ts';

/** What a message of one octet asks of the card; any other message is a command APDU. The same as vsmartcard's vpcd has. */
export const Control = { PowerOff: 0x00, PowerOn: 0x01, Reset: 0x02, Atr: 0x04 } as const;

const LENGTH_OCTETS = 2;
const MAXIMUM = 0xffff;

/** A message on a stream: its length in two octets, big endian, then itself. Throws EuiccError `Frame` beyond 65,535 octets. */
export function encodeFrame(message: Uint8Array): Uint8Array {
  if (message.length > MAXIMUM) {
    throw new EuiccError('Frame', `A message has up to ${MAXIMUM} octets, not ${message.length}.`);
  }
  return Uint8Array.from([message.length >>> 8, message.length & 0xff, ...message]);
}

/** Messages of a stream that comes in pieces of any size. Throws EuiccError `Frame` where it ends within one. */
export async function* decodeFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    rest = Buffer.concat([rest, piece]);
    for (let end = endOfFrame(rest); end <= rest.length; end = endOfFrame(rest)) {
      yield Uint8Array.from(rest.subarray(LENGTH_OCTETS, end));
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) throw new EuiccError('Frame', 'The stream ended in the middle of a message.');
}

function endOfFrame(octets: Uint8Array): number {
  return octets.length < LENGTH_OCTETS ? Infinity : LENGTH_OCTETS + ((octets[0]! << 8) | octets[1]!);
}

import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Card } from '../../rsp/apdu/card/card.ts';
import { EuiccError } from '../error.ts';
import { Control, decodeFrames, encodeFrame } from './frame.ts';

/**
 * Serves a card to whoever is at the other end of a stream, until it ends: messages of one octet give and take power, reset and ask for the
 * ATR, which alone is answered; every other message is an APDU. The card has power from the beginning and none at the end.
 * Throws EuiccError `Frame` for a message that is neither, or that comes without power.
 */
export async function serveStream(card: Card, input: Readable, output: Writable): Promise<void> {
  let hasPower = true;
  let atr = card.powerOn();
  try {
    for await (const message of decodeFrames(input)) {
      if (message.length !== 1) {
        if (!hasPower)
          throw new EuiccError('Frame', 'An APDU came to a card without power. Send the message 01 first.');
        await send(output, await card.transmit(message));
        continue;
      }
      switch (message[0]) {
        case Control.PowerOff:
          card.powerOff();
          hasPower = false;
          break;
        case Control.PowerOn:
          atr = card.powerOn();
          hasPower = true;
          break;
        case Control.Reset:
          atr = card.reset();
          hasPower = true;
          break;
        case Control.Atr:
          await send(output, atr);
          break;
        default:
          throw new EuiccError('Frame', `A message of one octet is 00, 01, 02 or 04, not ${message[0]}.`);
      }
    }
  } finally {
    card.powerOff();
  }
}

async function send(output: Writable, message: Uint8Array): Promise<void> {
  if (output.destroyed) return;
  if (!output.write(encodeFrame(message))) await once(output, 'drain');
}

import { SoftwareCard } from '../../src/rsp/apdu/card/software-card.ts';
import { RecordingApplication } from '../rsp/apdu/cards.ts';

export const ATR = Uint8Array.from([0x3b, 0x07, ...Buffer.from('OpenRSP')]);
export const STATUS = Uint8Array.of(0x80, 0xf2, 0, 0, 0);
export const SUCCESS = Uint8Array.of(0x90, 0x00);

/** A card whose ISD-R answers every command with its own octets, once `pause` is over. */
export function echoCard(pause: () => Promise<void> = () => Promise.resolve()): SoftwareCard {
  return new SoftwareCard([
    new RecordingApplication(async (command) => {
      await pause();
      return command;
    }),
  ]);
}

/** Octets that differ wherever two blocks could be mistaken for one another. */
export function message(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8) * 7) & 0xff);
}

/** Work that stands still until it is let go. */
export function gate(): {
  readonly reached: Promise<void>;
  readonly pass: () => Promise<void>;
  readonly open: () => void;
} {
  const [reached, opened] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  return {
    reached: reached.promise,
    pass: () => {
      reached.resolve(undefined);
      return opened.promise;
    },
    open: () => opened.resolve(undefined),
  };
}

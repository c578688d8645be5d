import type { ApduTransmitter } from '../transmitter.ts';

/** A card as a reader sees it: contacts for power and reset, and APDUs. */
export interface Card extends ApduTransmitter {
  /** Gives power; answers the ATR (ISO/IEC 7816-3 8). */
  powerOn(): Uint8Array;
  /** Takes power, at any moment: what is not stored for good is gone. */
  powerOff(): void;
  /** Warm reset, with the same effect on what is not stored for good; answers the ATR. */
  reset(): Uint8Array;
}

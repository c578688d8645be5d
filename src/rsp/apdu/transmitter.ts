/** What carries one APDU to a card and brings its answer: a reader, a modem, a software card. */
export interface ApduTransmitter {
  /** One command APDU in, the response APDU with its status word out. Rejects where the card did not answer. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
}

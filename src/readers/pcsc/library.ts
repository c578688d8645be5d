/** SCARD_SHARE_EXCLUSIVE, SCARD_SHARE_SHARED. */
export const ShareMode = { Exclusive: 1, Shared: 2 } as const;
/** SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1, a bit each. */
export const Protocol = { T0: 1, T1: 2 } as const;
/** What becomes of the card in SCardDisconnect and SCardReconnect: SCARD_LEAVE_CARD, SCARD_RESET_CARD, SCARD_UNPOWER_CARD. */
export const Disposition = { Leave: 0, Reset: 1, Unpower: 2 } as const;
/** SCARD_STATE_…: bits of a reader's state. */
export const ReaderState = { Unaware: 0x00, Unknown: 0x04, Unavailable: 0x08, Empty: 0x10, Present: 0x20 } as const;

/** A return code; any other than 0 leaves the remaining members empty. */
export interface Outcome {
  readonly code: number;
}

/** The functions of PC/SC part 5 that a reader needs. None blocks the process: each runs on a thread of its own. */
export interface PcscLibrary {
  establishContext(): Promise<Outcome & { readonly context: number }>;
  releaseContext(context: number): Promise<Outcome>;
  listReaders(context: number): Promise<Outcome & { readonly names: readonly string[] }>;
  connect(
    context: number,
    reader: string,
    shareMode: number,
    protocols: number,
  ): Promise<Outcome & { readonly handle: number; readonly protocol: number }>;
  reconnect(
    handle: number,
    shareMode: number,
    protocols: number,
    initialization: number,
  ): Promise<Outcome & { readonly protocol: number }>;
  disconnect(handle: number, disposition: number): Promise<Outcome>;
  /** The ATR of the card. */
  status(handle: number): Promise<Outcome & { readonly atr: Uint8Array }>;
  transmit(handle: number, protocol: number, apdu: Uint8Array): Promise<Outcome & { readonly response: Uint8Array }>;
  /** Bits of the reader's state, once it is another than `current` or after `timeout` milliseconds. */
  stateChange(
    context: number,
    reader: string,
    timeout: number,
    current: number,
  ): Promise<Outcome & { readonly state: number }>;
}

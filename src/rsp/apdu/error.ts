import { statusText } from './status-word.ts';

/** Why an exchange of APDUs failed. */
export type ApduErrorCode =
  // What the caller gave
  | 'Command'
  | 'LogicalChannel'
  | 'SegmentSize'
  // What the card answered
  | 'Response'
  | 'Refused'
  | 'ResponseTooLong'
  // The state of channel or card
  | 'ChannelClosed'
  | 'ChannelLost'
  | 'PowerOff';

/** An exchange of APDUs that failed: which rule, and a sentence. Commands and answers are not in it, they may hold secrets. */
export class ApduError extends Error {
  override readonly name = 'ApduError';
  readonly code: ApduErrorCode;

  constructor(code: ApduErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A card that refused a command with status word `status`. */
export class StatusWordError extends ApduError {
  readonly status: number;

  constructor(what: string, status: number) {
    super('Refused', `The card refused ${what}: ${statusText(status)}.`);
    this.status = status;
  }
}

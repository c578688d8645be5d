/** Why something that a chip signed cannot be proven. */
export type ChipStatementErrorCode =
  /** The message is larger than the circuit has room for. */
  | 'Limit'
  /** The message is none of its kind, or the circuit does not take its form. */
  | 'Message'
  | 'SignatureInvalid'
  /** A tree's proof is about something else. */
  | 'Proof'
  | 'Expired'
  /** The sequence number is not later than the one before. */
  | 'Sequence'
  | 'Role'
  | 'HolderSecret';

/** A statement about a chip that the circuits refuse: which rule, and a sentence with the values; never an EID, ICCID or key. */
export class ChipStatementError extends Error {
  override readonly name = 'ChipStatementError';
  readonly code: ChipStatementErrorCode;

  constructor(code: ChipStatementErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

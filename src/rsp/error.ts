/** Why an encoding, value or text of SGP.22 is refused. */
export type RspErrorCode =
  // Encoding (X.690 clause 8)
  | 'TlvTruncated'
  | 'TlvTrailingBytes'
  | 'TlvLength'
  | 'TlvTag'
  | 'TlvTooDeep'
  | 'TlvTooLarge'
  // Structures (SGP.22 annex H)
  | 'UnexpectedTag'
  | 'MemberMissing'
  | 'MemberOrder'
  | 'Value'
  // Texts
  | 'ActivationCode'
  | 'Iccid'
  | 'Imei';

/** What is refused: which rule, and a sentence that says where, with the value found. */
export class RspError extends Error {
  override readonly name = 'RspError';
  readonly code: RspErrorCode;

  constructor(code: RspErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why the server's operator is refused something; what an LPA is refused is an `Es9Error`. */
export type SmdpErrorCode =
  /** Certificates, keys or addresses that do not go together. */
  | 'Configuration'
  /** A record of that key is there already. */
  | 'Duplicate'
  /** No such template or order. */
  | 'NotFound'
  /** The order's state does not allow it. */
  | 'OrderState'
  /** A value of an order that cannot be. */
  | 'OrderValue'
  /** A profile template that cannot be read, or has not what is to be personalised. */
  | 'Template'
  | 'Store';

/** What is refused: which rule, and a sentence. Its message holds no key, code, EID, ICCID or matching id. */
export class SmdpError extends Error {
  override readonly name = 'SmdpError';
  readonly code: SmdpErrorCode;

  constructor(code: SmdpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why a key, a segment or a protected sequence is refused. Each code is one rule of SGP.22 2.5 or of its Annex G. */
export type BspErrorCode =
  // Keys
  | 'KeyLength'
  | 'KeyErased'
  | 'PrivateKey'
  | 'PublicKey'
  | 'KeyDerivation'
  | 'ReplaceSessionKeys'
  // Segments
  | 'SegmentTag'
  | 'SegmentLength'
  | 'SegmentTruncated'
  | 'MacInvalid'
  | 'Padding'
  | 'CounterExhausted'
  | 'SessionEnded'
  // Sequences
  | 'SequenceEmpty'
  | 'ProfilePackage'
  | 'ConfirmationCode';

/** A key, segment or sequence that is refused: which rule, and a sentence. Its message never holds a key or protected content. */
export class BspError extends Error {
  override readonly name = 'BspError';
  readonly code: BspErrorCode;

  constructor(code: BspErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

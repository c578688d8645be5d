/** A statement that the circuit cannot prove, or a value outside its range; the message says which and why. */
export class P256Error extends Error {
  override readonly name = 'P256Error';
}

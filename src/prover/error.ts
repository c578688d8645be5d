/** Why a prover does not prove. */
export type ProvingErrorCode =
  /** The request is none. */
  | 'RequestInvalid'
  /** The prover does not serve this circuit. */
  | 'CircuitUnknown'
  /** The circuit's keys alone are larger than the limit of memory. */
  | 'MemoryLimit'
  /** As many jobs wait as may. */
  | 'QueueFull'
  /** Never was, was fetched and removed, or has expired. */
  | 'JobUnknown'
  | 'Cancelled'
  /** The circuit is not built, or its files are not what was locked. */
  | 'ArtifactsRefused'
  /** The inputs are not those of the circuit: one is missing, too many, or unknown. */
  | 'InputsRefused'
  /** A constraint does not hold. */
  | 'CircuitRefusal'
  /** The proof came out wrong: it does not verify for the public signals. */
  | 'ProofInvalid'
  /** The prover ends. */
  | 'Closed'
  | 'Forbidden'
  /** The prover cannot be reached, or what answers is none. */
  | 'Unreachable'
  /** A bug of the prover. */
  | 'Fault';

/** A job that is not done. Messages name circuits, templates and limits: nothing of what was to be proven. */
export class ProvingError extends Error {
  override readonly name = 'ProvingError';
  readonly code: ProvingErrorCode;

  constructor(code: ProvingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

import type { ProofInputs } from '../zk/circuit-inputs.ts';
import type { Proof, ProofPhase } from '../zk/prover.ts';
import type { ProvingErrorCode } from './error.ts';

/** What the engine's process is told. One statement at a time. */
export interface EngineOrder {
  readonly circuit: string;
  /** undefined: the circuit's keys are to be read, no more. */
  readonly statement?: ProofInputs | undefined;
}

/** What it says. An order ends with `warm`, `proven` or `failed`. */
export type EngineAnswer =
  | { readonly kind: 'phase'; readonly phase: ProofPhase }
  | { readonly kind: 'warm' }
  | { readonly kind: 'proven'; readonly proof: Proof }
  | { readonly kind: 'failed'; readonly code: ProvingErrorCode; readonly message: string };

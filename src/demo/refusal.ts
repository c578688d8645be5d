import type { VerifiedCircuit } from '../chain/circuits.ts';
import { contractErrorOf } from '../chain/explain.ts';
import { circuitRefusal } from '../sdk/circuit-prover.ts';
import { explain } from '../sdk/explain.ts';
import type { CircuitInputs } from '../zk/circuit-inputs.ts';

/** Who refused: this program before the long computation, the circuit when a witness was calculated all the same, or the contract. */
export type Refuser = 'program' | 'circuit' | 'contract';

/** One attempt that failed, as it must. */
export interface Refusal {
  readonly attempt: string;
  readonly by: Refuser;
  readonly reason: string;
}

/** Tries what this program itself must refuse. */
export async function refusedByProgram(attempt: string, run: () => unknown): Promise<Refusal> {
  return refused(attempt, 'program', run, explain);
}

/** Tries to calculate a witness, with all checks outside the circuit bypassed. */
export async function refusedByCircuit(
  attempt: string,
  inputs: CircuitInputs,
  circuit: VerifiedCircuit = 'certificate',
): Promise<Refusal> {
  const reason = await circuitRefusal(circuit, inputs);
  if (reason === undefined) throw new Error(`the circuit accepts: ${attempt}`);
  return { attempt, by: 'circuit', reason };
}

/** Tries a call that the contract must refuse. */
export async function refusedByContract(attempt: string, run: () => Promise<unknown>): Promise<Refusal> {
  return refused(attempt, 'contract', run, (error) => contractErrorOf(error)?.name);
}

async function refused(
  attempt: string,
  by: Refuser,
  run: () => unknown,
  reasonOf: (error: unknown) => string | undefined,
): Promise<Refusal> {
  try {
    await run();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    return { attempt, by, reason };
  }
  throw new Error(`not refused: ${attempt}`);
}

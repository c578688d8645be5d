import { wtns, type FileLike } from 'snarkjs';
import { CircuitRefusal } from './circuit-refusal.ts';
import type { CircuitInputs } from './circuit-inputs.ts';

/**
 * All signals of a circuit, in the format .wtns. It holds every secret of the proof: never log or keep it.
 * @throws CircuitRefusal when the inputs break a constraint
 */
export async function calculateWitness(wasm: FileLike, inputs: CircuitInputs): Promise<Uint8Array> {
  const witness: { type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  try {
    await withoutEcho(() => wtns.calculate(inputs, wasm, witness));
  } catch (error) {
    throw asRefusal(error);
  }
  if (witness.data === undefined) throw new Error('snarkjs calculated no witness');
  return witness.data;
}

/** circom's runtime prints a refusal before it throws it. Whoever asked says it, once; other messages pass. */
async function withoutEcho(run: () => Promise<void>): Promise<void> {
  const print = console.error;
  console.error = (...args: unknown[]) => {
    if (args[0] !== 'ERROR: ') print(...args);
  };
  try {
    await run();
  } finally {
    console.error = print;
  }
}

/** Names the templates down to the one whose constraint failed. Other errors (a missing input) are bugs and stay what they are. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes('Assert Failed')) return error;
  // Innermost first, each with the number of its instance.
  const places = [...error.message.matchAll(/Error in template (\w+?)(?:_\d+)? line: (\d+)/g)];
  const way = places
    .map(([, template]) => template)
    .reverse()
    .join(' › ');
  const line = places[0]?.[2] ?? 'unknown';
  return new CircuitRefusal(`a constraint does not hold: ${way}, line ${line}`, { cause: error });
}

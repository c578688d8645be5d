import type { CircuitInputs } from '../zk/circuit-inputs.ts';

/** Overwrites and empties inputs. Numbers of JavaScript cannot be overwritten: their memory is free from then on, and used again. */
export function wipe(inputs: CircuitInputs): void {
  for (const name of Object.keys(inputs)) {
    empty(inputs[name]);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- names are the circuit's
    delete inputs[name];
  }
}

function empty(value: unknown): void {
  if (!Array.isArray(value)) return;
  value.forEach(empty);
  value.fill(0);
  value.length = 0;
}

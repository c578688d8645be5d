import { toJson } from '../chain/json.ts';
import { fields, table } from '../sdk/format.ts';
import { measureCircuits, type CircuitFigures } from './circuits.ts';
import { measureGas, type GasFigures } from './gas.ts';
import { describeMachine, type Machine } from './machine.ts';

export interface BenchOptions {
  /** undefined: everything. */
  readonly part: 'circuits' | 'gas' | undefined;
  readonly json: boolean;
}

export interface BenchFigures {
  readonly machine: Machine;
  readonly circuits?: Readonly<Record<string, CircuitFigures>>;
  readonly gas?: GasFigures;
}

/** Measures and prints. */
export async function runBench({ part, json }: BenchOptions): Promise<void> {
  const figures: BenchFigures = {
    machine: describeMachine(),
    ...(part === 'gas' ? {} : { circuits: await measureCircuits() }),
    ...(part === 'circuits' ? {} : { gas: await measureGas() }),
  };
  process.stdout.write(json ? toJson(figures) : `${report(figures)}\n`);
}

function report({ machine, circuits, gas }: BenchFigures): string {
  const parts = [fields(Object.entries(machine))];
  if (circuits !== undefined) {
    const names = [...new Set(Object.values(circuits).flatMap((figures) => Object.keys(figures)))];
    const rows = Object.entries(circuits).map(([circuit, figures]) => [
      circuit,
      ...names.map((name) => figures[name as keyof CircuitFigures] ?? '–'),
    ]);
    parts.push(table(['circuit', ...names], rows));
  }
  if (gas !== undefined) parts.push(table(['call', 'gas'], Object.entries(gas)));
  return parts.join('\n\n');
}

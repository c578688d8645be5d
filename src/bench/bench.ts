import { toJson } from '../chain/json.ts';
import { fields, table } from '../sdk/format.ts';
import { measureCircuits, type CircuitFigures } from './circuits.ts';
import { compareCircuits, comparisonReport, type Comparisons } from './comparison.ts';
import { measureGas, type GasFigures } from './gas.ts';
import { describeMachine, type Machine } from './machine.ts';
import { readCountFiles, wholeCircuits } from './ours.ts';
import { measureProver } from './prover.ts';
import { measureRsp, type RspFigures } from './rsp.ts';
import type { BenchPart } from './parts.ts';
import type { WarmFigures } from './warm.ts';

export interface BenchOptions {
  /** undefined: everything. */
  readonly part: BenchPart | undefined;
  readonly json: boolean;
}

export interface BenchFigures extends Partial<WarmFigures> {
  /** What seconds, memory and gas were measured on; counts depend on no machine. */
  readonly machine?: Machine;
  /** Of the part `circuits` alone, only counts. */
  readonly circuits?: Readonly<Record<string, CircuitFigures>>;
  /** The same circuits beside those of others. */
  readonly comparisons?: Comparisons;
  readonly gas?: GasFigures;
  readonly rsp?: RspFigures;
}

/** Measures and prints. */
export async function runBench({ part, json }: BenchOptions): Promise<void> {
  const has = (name: BenchPart): boolean => part === undefined || part === name;
  const comparisons = has('circuits') ? compareCircuits() : undefined;
  const figures: BenchFigures = {
    ...(part === 'circuits' ? {} : { machine: describeMachine() }),
    ...(comparisons === undefined
      ? {}
      : { circuits: { ...countsOf(comparisons), ...wholeCircuits(readCountFiles()) }, comparisons }),
    ...(has('proof') ? { circuits: await measureCircuits() } : {}),
    ...(has('prover') ? await measureProver() : {}),
    ...(has('gas') ? { gas: await measureGas() } : {}),
    ...(has('rsp') ? { rsp: await measureRsp() } : {}),
  };
  process.stdout.write(json ? toJson(figures) : `${report(figures)}\n`);
}

function countsOf(comparisons: Comparisons): Readonly<Record<string, CircuitFigures>> {
  return Object.fromEntries(
    Object.entries(comparisons).map(([name, { ours }]) => [name, { constraints: ours.constraints }]),
  );
}

function report({ machine, circuits, comparisons, prover, verify, gas, rsp }: BenchFigures): string {
  const parts: string[] = [];
  if (machine !== undefined) parts.push(fields(Object.entries(machine)));
  if (comparisons !== undefined) parts.push(comparisonReport(comparisons));
  // Counts alone, without a machine, stand in the comparisons.
  if (circuits !== undefined && machine !== undefined) {
    const names = [...new Set(Object.values(circuits).flatMap((figures) => Object.keys(figures)))];
    const rows = Object.entries(circuits).map(([circuit, figures]) => [
      circuit,
      ...names.map((name) => figures[name as keyof CircuitFigures] ?? '–'),
    ]);
    parts.push(table(['circuit', ...names], rows));
  }
  if (prover !== undefined) parts.push(table(['prover', 'figure'], Object.entries(prover)));
  if (verify !== undefined) {
    const { median, p99 } = verify.sessionMs;
    parts.push(table(['verify a session', 'ms'], Object.entries({ median, p99 })));
  }
  if (gas !== undefined) parts.push(table(['call', 'gas'], Object.entries(gas)));
  if (rsp !== undefined) {
    const { p99Ms, ...figures } = rsp;
    const waits = Object.entries(p99Ms).map(([name, ms]): [string, number] => [`${name}, p99 ms`, ms]);
    parts.push(table(['downloads', 'figure'], [...Object.entries(figures), ...waits]));
  }
  return parts.join('\n\n');
}

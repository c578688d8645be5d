import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

/** Name of a call → gas. */
export type GasFigures = Readonly<Record<string, number>>;

/** Measures in a process of its own, on a chain of its own, with the figures that the contracts' tests assert. */
export async function measureGas(): Promise<GasFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/gas.ts'], { cwd: root });
  return JSON.parse(stdout) as GasFigures;
}

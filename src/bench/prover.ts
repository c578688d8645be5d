import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { WarmFigures } from './warm.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Measures the prover that stays warm, and verification, in a process of their own. */
export async function measureProver(): Promise<WarmFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, ['src/bench/warm.ts'], { cwd: root });
  return JSON.parse(stdout) as WarmFigures;
}

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

/** Whole downloads, each with its notification and the deletion of the profile, by two chips in one process with the server. */
export interface RspFigures {
  readonly sessions: number;
  readonly sessionsPerSecond: number;
  /** Median, from the activation code to the notification that the server accepted. */
  readonly downloadMs: number;
  readonly rssMb: number;
  /** Of each function of ES9+, as the LPA sees it. */
  readonly p99Ms: Readonly<Record<string, number>>;
}

/** Measures in a process of its own. */
export async function measureRsp(): Promise<RspFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/rsp.ts'], { cwd: root });
  return JSON.parse(stdout) as RspFigures;
}

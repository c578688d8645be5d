import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What the command line prints in a process of its own, with `input` piped into it. */
export async function openrsp(line: readonly string[], input = ''): Promise<Said> {
  const child = spawn(process.execPath, [path.join(root, 'src/cli/main.ts'), ...line]);
  const said = { out: '', err: '' };
  child.stdout.on('data', (piece) => (said.out += String(piece)));
  child.stderr.on('data', (piece) => (said.err += String(piece)));
  // A process that reads nothing may be gone before.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}

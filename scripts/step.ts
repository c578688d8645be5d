// A step of scripts/test.ts: runs it, shows its output in one piece and counts its tests.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

export interface Step {
  readonly name: string;
  /** Program (an npm binary or `node`) and its arguments. */
  readonly run: readonly string[];
  /** Only in long runs, and where it is named. */
  readonly isLong?: boolean;
  /** Steps that must have passed before. */
  readonly needs?: readonly string[];
}

export interface Outcome {
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const sum = (output: string, label: string): number =>
  [...output.matchAll(new RegExp(`^\\s+(\\d+) ${label}`, 'gm'))].reduce((total, match) => total + Number(match[1]), 0);

/** Runs a step; one that cannot be started has failed. */
export function execute(
  step: Step,
  environment: NodeJS.ProcessEnv,
  print: (line: string) => void = console.log,
): Promise<Outcome> {
  const [program, ...args] = step.run as [string, ...string[]];
  const file = program === 'node' ? process.execPath : path.join(root, 'node_modules', '.bin', program);
  const started = Date.now();
  print(`▶ ${step.name}`);
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (data: Buffer | string): void => void (output += data.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    // A program that cannot be started gives an error and then, as every one does, closes.
    child.on('error', (error) => collect(error.message));
    child.on('close', (code: number | null) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      const failed = sum(output, 'failing');
      const ok = code === 0;
      print(output.trimEnd());
      print(`${ok ? '✔' : '✘'} ${step.name} (${seconds} s${ok ? '' : `, exit code ${code}`})\n`);
      resolve({
        ok,
        passed: sum(output, 'passing'),
        // A step that broke off without counting its failures still counts as one.
        failed: ok ? failed : Math.max(failed, 1),
        skipped: sum(output, 'pending'),
      });
    });
  });
}

import { spawn } from 'node:child_process';
import path from 'node:path';
import { SdkError } from '../sdk/sdk-error.ts';
import { step } from './progress.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Lines of a failed build that are shown. */
const LAST_LINES = 15;

/** Builds circuits, keys and contracts as far as they are missing or stale. Throws SdkError with the end of the build's output. */
export async function buildAll(): Promise<void> {
  await step(
    'Circuits, keys and contracts',
    (say) => run(['scripts/build.ts'], say),
    () => 'Circuits, keys and contracts are built',
  );
}

function run(args: readonly string[], say: (text: string) => void): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const collect = (data: Buffer): void => {
    for (const line of data.toString().split('\n')) {
      if (line.trim() === '') continue;
      lines.push(line);
      if (process.stderr.isTTY) say(line.trim());
      else process.stderr.write(`  ${line}\n`);
    }
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new SdkError(`The build failed; its last lines are:\n${lines.slice(-LAST_LINES).join('\n')}`));
    });
  });
}

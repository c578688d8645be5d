import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Command } from 'commander';

const root = path.resolve(import.meta.dirname, '../..');

/** Makes `command` hand its arguments, `--help` included, to one of the project's scripts, and take over its exit code. */
export function runsScript(command: Command, script: string): Command {
  return command
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .argument('[arguments...]')
    .action((args: string[]) => run(script, args));
}

function run(script: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}

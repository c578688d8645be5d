import type { Command } from 'commander';
import { runsScript } from './script.ts';

export function addTest(program: Command): void {
  const test = program.command('test').description('Run every check and test; "test --help" names the steps');
  runsScript(test, 'scripts/test.ts');
}

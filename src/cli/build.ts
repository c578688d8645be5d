import type { Command } from 'commander';
import { runsScript } from './script.ts';

export function addBuild(program: Command): void {
  const build = program
    .command('build')
    .description('Build circuits, keys and contracts, as far as they are missing or stale');
  runsScript(build, 'scripts/build.ts');
}

// Builds what is missing or stale, circuits and keys first, then contracts: `openrsp build`.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const steps: readonly (readonly string[])[] = [
  ['scripts/circuits/build.ts'],
  ['node_modules/hardhat/dist/src/cli.js', 'build', '--quiet'],
];

for (const step of steps) {
  const { status } = spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

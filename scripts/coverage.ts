// Runs the contracts' tests on instrumented contracts and fails unless every line and statement of every contract is covered:
// `node scripts/coverage.ts`. The instrumented contracts lie in build/coverage, apart from those that are deployed.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const ROW = /║ (contracts\/\S+\.sol)\s+│\s+([\d.]+)\s+│\s+([\d.]+)\s+│\s+(.*?)\s+║/g;

/** Contracts with code of their own; interfaces and files of constants have none to cover. */
function contractsWithCode(): string[] {
  return readdirSync(path.join(root, 'contracts'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sol'))
    .map((name) => path.posix.join('contracts', ...name.split(path.sep)))
    .filter((file) => /^\s*(function|constructor)\b[^;]*?\{/m.test(readFileSync(path.join(root, file), 'utf8')));
}

const run = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/hardhat/dist/src/cli.js'), 'test', 'mocha', '--coverage'],
  { cwd: root, env: { ...process.env, OPENRSP_COVERAGE: '1' }, encoding: 'utf8', maxBuffer: 1 << 28 },
);
const report = new Map(
  [...run.stdout.matchAll(ROW)].map(([, file, lines, statements, where]) => [
    file!,
    { lines: Number(lines), statements: Number(statements), where: where! },
  ]),
);
const short = contractsWithCode().flatMap((file) => {
  const figures = report.get(file);
  if (figures === undefined) return [`${file}: not run by any test`];
  const { lines, statements, where } = figures;
  return lines === 100 && statements === 100
    ? []
    : [`${file}: ${lines} % of lines, ${statements} % of statements; not covered: ${where}`];
});

if (run.status !== 0) {
  console.error(run.stdout + run.stderr);
  console.error('The tests of the contracts failed under coverage; see above.');
  process.exitCode = 1;
} else if (short.length > 0) {
  console.error(`Not covered by the tests of the contracts:\n${short.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`${report.size} contracts: 100 % of lines and statements`);
}

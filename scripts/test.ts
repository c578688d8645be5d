// Builds, checks and tests everything: `./openrsp test [--long] [STEP…]`. Steps run two at a time; the last line counts the tests of all of them.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { execute, type Outcome, type Step } from './step.ts';

const mocha = (...files: string[]): string[] => ['mocha', ...files];

/** In the order in which they start when a lane is free: the longest chain (circuits, keys, real proofs) first. */
const steps: readonly Step[] = [
  { name: 'build:circuits', run: ['node', 'scripts/circuits/build.ts'] },
  { name: 'build:contracts', run: ['hardhat', 'build', '--quiet'] },
  { name: 'typecheck', run: ['tsc', '--noEmit'], needs: ['build:contracts'] },
  { name: 'lint:ts', run: ['eslint', '.', '--max-warnings', '0'], needs: ['build:contracts'] },
  { name: 'lint:format', run: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint:solidity', run: ['solhint', '--max-warnings', '0', 'contracts/**/*.sol'] },
  { name: 'lint:imports', run: ['node', 'scripts/check-imports.ts'] },
  { name: 'lint:generated:p256', run: ['node', 'scripts/circuits/generate-p256.ts', '--check'] },
  { name: 'lint:generated:poseidon', run: ['node', 'scripts/contracts/poseidon.ts', '--check'] },
  { name: 'lint:errors', run: ['node', 'scripts/check-errors.ts'], needs: ['build:contracts'] },
  { name: 'lint:errordoc', run: ['node', 'scripts/errors.ts', '--check'] },
  { name: 'lint:threats', run: ['node', 'scripts/threats.ts', '--check'] },
  { name: 'test:e2e', run: mocha('test/e2e/**/*.test.ts'), needs: ['build:circuits', 'build:contracts'] },
  { name: 'test:contracts', run: ['hardhat', 'test', 'mocha', '--no-compile'], needs: ['build:contracts'] },
  { name: 'test:coverage', run: ['node', 'scripts/coverage.ts'], isLong: true },
  {
    name: 'test:circuits:p256',
    run: mocha('test/circuits/p256/**/*.test.ts', 'test/circuits/counts.test.ts'),
    needs: ['build:circuits'],
  },
  {
    name: 'test:tasks',
    run: mocha('test/{tasks,sdk,chain,demo,bench}/**/*.test.ts'),
    needs: ['build:circuits', 'build:contracts'],
  },
  {
    name: 'test:circuits:library',
    run: mocha('test/circuits/!(p256)/**/*.test.ts'),
    needs: ['build:circuits'],
  },
  { name: 'test:pki', run: mocha('test/pki/**/*.test.ts') },
  { name: 'test:rsp', run: mocha('test/rsp/**/*.test.ts') },
  { name: 'test:readers', run: mocha('test/readers/**/*.test.ts') },
  { name: 'test:euicc', run: mocha('test/euicc/**/*.test.ts') },
  { name: 'test:smdp', run: mocha('test/smdp/**/*.test.ts') },
  { name: 'test:lpa', run: mocha('test/lpa/**/*.test.ts') },
  { name: 'test:zk', run: mocha('test/zk/**/*.test.ts'), needs: ['build:circuits'] },
  { name: 'test:prover', run: mocha('test/prover/**/*.test.ts'), needs: ['build:circuits'] },
  { name: 'test:scripts', run: mocha('test/scripts/**/*.test.ts'), needs: ['build:circuits'] },
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { long: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(`Usage: openrsp test [--long] [STEP…]\n\nSteps: ${steps.map((step) => step.name).join(', ')}`);
    console.log('A STEP may be a prefix (test, lint, build). --long runs the long corpora too.');
    return;
  }
  const unknown = positionals.find((name) => !steps.some((step) => step.name.startsWith(name)));
  if (unknown !== undefined) throw new Error(`There is no step ${unknown}; see openrsp test --help for their names.`);
  const chosen = steps.filter(({ name, isLong = false }) =>
    positionals.length === 0 ? values.long || !isLong : positionals.some((p) => name.startsWith(p)),
  );
  const names = new Set(chosen.map((step) => step.name));
  const environment = { ...process.env, ...(values.long ? { OPENRSP_LONG: '1' } : {}) };

  const outcomes = new Map<string, Outcome>();
  const waiting = [...chosen];
  const running = new Set<Promise<void>>();
  const lanes = Math.min(2, availableParallelism());
  while (waiting.length > 0 || running.size > 0) {
    const index = waiting.findIndex(({ needs = [] }) => needs.every((need) => !names.has(need) || outcomes.has(need)));
    const step = waiting[index];
    if (step === undefined || running.size >= lanes) {
      await Promise.race(running);
      continue;
    }
    waiting.splice(index, 1);
    const broken = (step.needs ?? []).find((need) => outcomes.get(need)?.ok === false);
    if (broken !== undefined) {
      console.log(`✘ ${step.name} did not run: ${broken} failed\n`);
      outcomes.set(step.name, { ok: false, passed: 0, failed: 1, skipped: 0 });
      continue;
    }
    const task: Promise<void> = execute(step, environment).then((outcome) => {
      outcomes.set(step.name, outcome);
      running.delete(task);
    });
    running.add(task);
  }

  const total = (key: 'passed' | 'failed' | 'skipped'): number =>
    [...outcomes.values()].reduce((count, outcome) => count + outcome[key], 0);
  const broken = [...outcomes].filter(([, outcome]) => !outcome.ok).map(([name]) => name);
  if (broken.length > 0) console.log(`Failed: ${broken.join(', ')}`);
  console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});

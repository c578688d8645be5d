import { expect } from 'chai';
import { execute } from '../../scripts/step.ts';

describe('a step of the test run', () => {
  it('that cannot be started fails, and says so once', async () => {
    const lines: string[] = [];
    const step = { name: 'nothing', run: ['no-such-program'] };
    const outcome = await execute(step, process.env, (line) => lines.push(line));
    // What a second report would need to arrive.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcome).to.deep.equal({ ok: false, passed: 0, failed: 1, skipped: 0 });
    expect(lines.filter((line) => line.startsWith('✘ nothing'))).to.have.length(1);
    expect(lines.join('\n')).to.match(/ENOENT/);
  });

  it('counts the tests that it reports', async () => {
    const output = "console.log('  3 passing (1s)\\n  1 pending\\n  2 failing'); process.exitCode = 2";
    const outcome = await execute({ name: 'some', run: ['node', '-e', output] }, process.env, () => undefined);
    expect(outcome).to.deep.equal({ ok: false, passed: 3, failed: 2, skipped: 1 });
  });
});

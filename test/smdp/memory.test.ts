import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Measurement } from './support/soak.ts';

const MEBIBYTE = 2 ** 20;
/**
 * Between the two numbers of sessions nothing may pile up. The long run's bound on the heap is 260 octets a session, less than the smallest
 * record of one; the short one's is that of code which is still being compiled.
 */
const { from, to, heap, rss } =
  process.env['OPENRSP_LONG'] === '1'
    ? { from: 2_000, to: 10_000, heap: 2, rss: 32 }
    : { from: 100, to: 300, heap: 4, rss: 128 };

describe('memory of a server', () => {
  /**
   * Of ten sessions three are begun and left, two have a wrong signature, one is postponed and one rejected by the user, one fails on the chip,
   * one installs, and one fetches its package twice and has it renewed in an eleventh before it installs.
   */
  it(`is the same after ${to.toLocaleString('en')} sessions as after ${from.toLocaleString('en')}, and nothing of a profile stays in the store`, async function () {
    this.timeout(3_600_000);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'smdp-memory-'));
    try {
      const [before, after] = await measured(folder, [from, to]);
      expect(after!.heapUsed - before!.heapUsed).to.be.below(heap * MEBIBYTE);
      expect(after!.external - before!.external).to.be.below(heap * MEBIBYTE);
      expect(after!.rss - before!.rss).to.be.below(rss * MEBIBYTE);
      for (const { sessions, records } of [before!, after!]) {
        expect(records.installed).to.equal(sessions / 5);
        // That of the order which is postponed again and again.
        expect(records.preparedProfiles).to.equal(1);
        expect(records.boundPackages).to.equal(0);
        expect(records.unauthenticated).to.be.within(1, 100);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What the run says after each of these numbers of sessions. */
async function measured(folder: string, at: readonly number[]): Promise<readonly Measurement[]> {
  const run = path.join(import.meta.dirname, 'support/soak.ts');
  const args = ['--expose-gc', '--no-warnings', run, folder, ...at.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const output = await text(child.stdout);
  await ended;
  expect(child.exitCode).to.equal(0);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Measurement);
}

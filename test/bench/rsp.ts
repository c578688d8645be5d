// Prints what downloads over HTTP cost, as JSON: run by `openrsp bench`. Chips, LPAs and SM-DP+ share this process; the store is SQLite on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { EuiccConnection } from '../../src/lpa/connection.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { MemoryJournal } from '../../src/lpa/download/journal.ts';
import { Es9PlusClient } from '../../src/lpa/es9plus/client.ts';
import type { Es9Plus } from '../../src/lpa/es9plus/es9plus.ts';
import { identifierOf, findProfile, listProfiles, remove } from '../../src/lpa/profiles.ts';
import { InProcessReader } from '../../src/readers/in-process-reader.ts';
import { sqliteStore } from '../../src/smdp/store/sqlite.ts';
import { HttpServer } from '../lpa/support/http-server.ts';
import { ADDRESS, Agreeable, newEuicc, newSmdp, placeOrder } from '../lpa/support/world.ts';

const SESSIONS = Number(process.env.OPENRSP_BENCH_SESSIONS ?? 200);
const CHIPS = 2;

const folder = mkdtempSync(path.join(tmpdir(), 'openrsp-bench-'));
try {
  const store = sqliteStore(path.join(folder, 'smdp.sqlite'));
  const http = await HttpServer.start(newSmdp(store));
  const durations = new Map<string, number[]>();
  const client = timed(
    new Es9PlusClient({ trust: 'none', route: () => ({ host: '127.0.0.1', port: http.port }) }),
    durations,
  );
  const downloads: number[] = [];
  let next = 0;
  const run = async (chip: number): Promise<void> => {
    const connection = await EuiccConnection.open(new InProcessReader(newEuicc(undefined, {}, chip).card));
    for (let number = next++; number < SESSIONS; number = next++) {
      const iccid = `8900012345${String(number).padStart(10, '0')}`;
      const matchingId = `BENCH-${number}`;
      await placeOrder(store, { iccid, matchingId });
      const begun = performance.now();
      const options = { es10: connection, es9Plus: client, endUser: new Agreeable(), journal: new MemoryJournal() };
      await new ProfileDownload({ smdpAddress: ADDRESS, matchingId }, options).run();
      downloads.push(performance.now() - begun);
      await remove(connection, client, identifierOf(findProfile(await listProfiles(connection), iccid)));
    }
    await connection.close();
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: CHIPS }, (_, chip) => run(chip)));
  const seconds = (performance.now() - begun) / 1000;
  await http.close();

  const rounded = (value: number): number => Number(value.toFixed(1));
  console.log(
    JSON.stringify({
      sessions: SESSIONS,
      sessionsPerSecond: rounded(SESSIONS / seconds),
      downloadMs: rounded(quantile(downloads, 0.5)),
      rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
      p99Ms: Object.fromEntries([...durations].map(([name, times]) => [name, rounded(quantile(times, 0.99))])),
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function timed(client: Es9Plus, durations: Map<string, number[]>): Es9Plus {
  const names = [
    'initiateAuthentication',
    'authenticateClient',
    'getBoundProfilePackage',
    'handleNotification',
    'cancelSession',
  ] as const;
  const functions = names.map((name) => {
    const call = client[name].bind(client) as (...args: unknown[]) => Promise<unknown>;
    const measured = async (...args: unknown[]): Promise<unknown> => {
      const begun = performance.now();
      try {
        return await call(...args);
      } finally {
        durations.set(name, durations.get(name) ?? []);
        durations.get(name)!.push(performance.now() - begun);
      }
    };
    return [name, measured];
  });
  return Object.fromEntries(functions) as Es9Plus;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

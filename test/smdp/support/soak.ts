import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { CancelSessionReason } from '../../../src/rsp/structures/cancel-session.ts';
import { ErrorReason } from '../../../src/rsp/structures/profile-installation-result.ts';
import { es9App, type Es9Server } from '../../../src/smdp/http/app.ts';
import type { Order } from '../../../src/smdp/order/order.ts';
import { removeExpiredSessions } from '../../../src/smdp/session/session.ts';
import { sqliteStore } from '../../../src/smdp/store/sqlite.ts';
import { es9Client, fetched } from './es9-client.ts';
import { ADDRESS, ciPKId, expectFailure, fixture, pki } from './fixture.ts';
import { TestEuicc, type Tampering } from './test-euicc.ts';

/** What one session of the run comes to; the list is gone through again and again. */
const MIX = [
  'left',
  'badSignature',
  'installed',
  'left',
  'postponed',
  'left',
  'badSignature',
  'repeated',
  'rejected',
  'failed',
] as const;
/** Sessions, and seconds of the server's clock, between two looks for sessions that expired. */
const SWEEP = 60;

/** A line of the run's output. */
export interface Measurement {
  readonly sessions: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Records of the store at that time. */
  readonly records: Readonly<
    Record<'sessions' | 'unauthenticated' | 'orders' | 'installed' | 'preparedProfiles' | 'boundPackages', number>
  >;
}

/** Has so many sessions over HTTP with a server whose store is a file in `folder`, and measures after each number in `measuredAt`. */
async function run(folder: string, measuredAt: readonly number[], print: (line: Measurement) => void): Promise<void> {
  const store = sqliteStore(path.join(folder, 'store.sqlite'));
  const limits = { downloadAttempts: 1_000_000, unauthenticatedSessions: 100 };
  const { server, desk, clock, order: ordered } = fixture({ store, limits, report: () => undefined });
  const app = es9App(server, { log: () => undefined });
  const client = es9Client(fetched(await app.listen({ host: '127.0.0.1', port: 0 })));
  let iccid = 0;
  const order = () => ordered({ iccid: `8900012345${String(++iccid).padStart(9, '0')}` });
  const standing = await order();
  const last = Math.max(...measuredAt);
  for (let session = 1; session <= last; session++) {
    const kind = MIX[session % MIX.length]!;
    await act(kind, client, kind === 'postponed' || kind === 'badSignature' ? () => Promise.resolve(standing) : order);
    clock.now++;
    if (session % SWEEP === 0) removeExpiredSessions(store, clock.now);
    if (measuredAt.includes(session)) print({ sessions: session, ...(await memory()), records: recordsOf() });
  }
  await app.close();
  store.close();

  function recordsOf(): Measurement['records'] {
    return {
      sessions: store.sessions.count({}),
      unauthenticated: store.sessions.count({ state: 'Initiated' }),
      orders: desk.orders().length,
      installed: store.orders.count({ state: 'Installed' }),
      preparedProfiles: store.preparedProfiles.count({}),
      boundPackages: store.boundPackages.count({}),
    };
  }
}

async function act(kind: (typeof MIX)[number], client: Es9Server, order: () => Promise<Order>): Promise<void> {
  const chip = new TestEuicc(pki.euiccs[0], ciPKId);
  const authenticate = async ({ matchingId }: Order, tampering?: Tampering) => {
    const initiated = await client.initiateAuthentication(chip.initiateAuthentication(ADDRESS));
    const authenticateServerResponse = chip.authenticateServer(initiated, matchingId, tampering);
    return client.authenticateClient({ transactionId: initiated.transactionId, authenticateServerResponse });
  };
  const cancel = async (made: Order, reason: number) => {
    const { transactionId } = await authenticate(made);
    await client.cancelSession({ transactionId, cancelSessionResponse: chip.cancelSession(transactionId, reason) });
  };
  const download = async (made: Order, times: number) => {
    const authenticated = await authenticate(made);
    const { transactionId } = authenticated;
    const request = { transactionId, prepareDownloadResponse: chip.prepareDownload(authenticated) };
    for (let time = 1; time < times; time++) await client.getBoundProfilePackage(request);
    return client.getBoundProfilePackage(request);
  };
  const install = async (made: Order, times: number, outcome: { errorReason?: number } = {}) => {
    const { boundProfilePackage } = await download(made, times);
    await client.handleNotification({ pendingNotification: chip.installationResult(boundProfilePackage, outcome) });
  };

  if (kind === 'left') await client.initiateAuthentication(chip.initiateAuthentication(ADDRESS));
  else if (kind === 'badSignature') {
    await expectFailure('euiccVerificationFailed', authenticate(await order(), { breakSignature: true }));
  } else if (kind === 'postponed') await cancel(await order(), CancelSessionReason.postponed);
  else if (kind === 'rejected') await cancel(await order(), CancelSessionReason.endUserRejection);
  else if (kind === 'failed') await install(await order(), 1, { errorReason: ErrorReason.incorrectInputValues });
  else if (kind === 'installed') await install(await order(), 1);
  else {
    // The package twice, and renewed in a second session with the one-time key that the chip kept.
    const made = await order();
    await download(made, 2);
    await install(made, 1);
  }
}

async function memory(): Promise<Pick<Measurement, 'rss' | 'heapUsed' | 'external'>> {
  for (let time = 0; time < 3; time++) {
    globalThis.gc?.();
    await turn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heapUsed, external };
}

const [, , folder = '', ...measuredAt] = process.argv;
await run(folder, measuredAt.map(Number), (line) => process.stdout.write(`${JSON.stringify(line)}\n`));

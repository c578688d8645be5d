import { expect } from 'chai';
import { authenticateClient } from '../../../src/rsp/es9plus/authenticate-client.ts';
import { cancelSession } from '../../../src/rsp/es9plus/cancel-session.ts';
import { encodeRequest, type Es9Function } from '../../../src/rsp/es9plus/function.ts';
import { getBoundProfilePackage } from '../../../src/rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../../src/rsp/es9plus/handle-notification.ts';
import { es9Path } from '../../../src/rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import { es9App } from '../../../src/smdp/http/app.ts';
import type { LogEntry } from '../../../src/smdp/http/log.ts';
import { ADDRESS, fixture } from '../support/fixture.ts';
import { injected } from '../support/es9-client.ts';
import { Mutator } from '../support/mutator.ts';

const SEED = 22;
const RUNS = process.env['OPENRSP_LONG'] === '1' ? 100_000 : 20_000;

describe('es9App with mutated bodies', () => {
  it(`answers each of ${RUNS.toLocaleString('en')} with a JSON status, and has no fault (seed ${SEED}) [S66]`, async function () {
    this.timeout(3_600_000);
    const { server, store, bodies, restore } = await sessions();
    const log: LogEntry[] = [];
    const post = injected(es9App(server, { log: (entry) => entry.kind === 'fault' && log.push(entry) }));
    const mutator = new Mutator(SEED);
    const outcomes = new Map<string, number>();
    for (let run = 0; run < RUNS; run++) {
      const { path, text } = bodies[run % bodies.length]!;
      restore();
      const mutated = mutator.body(text);
      const { http, text: answer } = await post(path, mutated);
      const outcome = http === 204 ? '204' : `${http} ${statusOf(answer)}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(log, `run ${run}: ${path} ${mutated}`).to.deep.equal([]);
      expect(http, `run ${run}: ${path} ${mutated}`).to.be.oneOf(
        path.endsWith('handleNotification') ? [200, 204, 400] : [200, 400],
      );
    }
    expect(store.orders.all().every(({ state }) => state !== 'Installed')).to.equal(true);
    // Mutations get as far as the signatures, not only to the JSON.
    expect([...outcomes.keys()]).to.include.members([
      '400 1.3.1/2.1',
      '200 1.3.1/2.1',
      '200 8.1/6.1',
      '200 8.10.1/3.9',
    ]);
  });
});

/** A server with a session at each step, the requests that are due, and a way back to there. */
async function sessions() {
  const all = fixture({ limits: { downloadAttempts: 1_000_000, confirmationCodes: 1_000_000 } });
  const { server, store, chip, order, initiate, authenticate, download } = all;
  const body = <Q>(of: Es9Function<Q, unknown>, request: Q) => ({
    path: es9Path(of),
    text: encodeRequest(of, request),
  });
  const { matchingId } = await order({}, { confirmationCode: '1' });
  const initiated = await initiate(chip);
  const { transactionId } = initiated;
  const authenticateServerResponse = chip.authenticateServer(initiated, matchingId);
  const authenticated = await authenticate(chip, matchingId);
  const prepareDownloadResponse = chip.prepareDownload(authenticated, '1');
  const cancelSessionResponse = chip.cancelSession(authenticated.transactionId, 0);
  const other = await order();
  const { boundProfilePackage } = await download(chip, other.matchingId);
  const bodies = [
    body(initiateAuthentication, chip.initiateAuthentication(ADDRESS)),
    body(authenticateClient, { transactionId, authenticateServerResponse }),
    body(getBoundProfilePackage, { transactionId: authenticated.transactionId, prepareDownloadResponse }),
    // Signed by the chip of another session: whatever becomes of it, the profile is not installed.
    body(handleNotification, {
      pendingNotification: chip.installationResult(boundProfilePackage, { errorReason: 11 }),
    }),
    body(cancelSession, { transactionId: authenticated.transactionId, cancelSessionResponse }),
  ];
  const kept = {
    sessions: store.sessions.all(),
    orders: store.orders.all(),
    boundPackages: store.boundPackages.all(),
    preparedProfiles: store.preparedProfiles.all(),
  };
  const restore = () => {
    for (const { transactionId: id } of store.sessions.all()) store.sessions.remove(id);
    for (const { orderId } of kept.orders) {
      store.orders.remove(orderId);
      store.boundPackages.remove(orderId);
      store.preparedProfiles.remove(orderId);
    }
    for (const { notificationId } of store.notifications.all()) store.notifications.remove(notificationId);
    for (const record of kept.sessions) store.sessions.insert(record);
    for (const record of kept.orders) store.orders.insert(record);
    for (const record of kept.boundPackages) store.boundPackages.insert(record);
    for (const record of kept.preparedProfiles) store.preparedProfiles.insert(record);
  };
  return { server, store, bodies, restore };
}

function statusOf(text: string): string {
  const json = JSON.parse(text) as {
    header: {
      functionExecutionStatus: { status: string; statusCodeData?: { subjectCode: string; reasonCode: string } };
    };
  };
  const { status, statusCodeData } = json.header.functionExecutionStatus;
  expect(status).to.be.oneOf(['Executed-Success', 'Failed']);
  return statusCodeData === undefined ? status : `${statusCodeData.subjectCode}/${statusCodeData.reasonCode}`;
}

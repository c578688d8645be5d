import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { mintPki } from '../../src/pki/mint/pki.ts';
import { writePki } from '../../src/pki/mint/store.ts';
import { encodeRequest, type Es9Function, parseResponse } from '../../src/rsp/es9plus/function.ts';
import { es9Path } from '../../src/rsp/es9plus/http.ts';
import { authenticateClient } from '../../src/rsp/es9plus/authenticate-client.ts';
import { getBoundProfilePackage } from '../../src/rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../src/rsp/es9plus/handle-notification.ts';
import { cancelSession } from '../../src/rsp/es9plus/cancel-session.ts';
import { Es9Error } from '../../src/rsp/es9plus/error.ts';
import { initiateAuthentication } from '../../src/rsp/es9plus/initiate-authentication.ts';
import { CancelSessionReason } from '../../src/rsp/structures/cancel-session.ts';
import { OrderDesk } from '../../src/smdp/order/order-desk.ts';
import type { Order } from '../../src/smdp/order/order.ts';
import { transactionKey } from '../../src/smdp/session/session.ts';
import { systemTime } from '../../src/smdp/server.ts';
import { sqliteStore } from '../../src/smdp/store/sqlite.ts';
import type { SmdpStore } from '../../src/smdp/store/store.ts';
import { ADDRESS, expectFailure } from './support/fixture.ts';
import { type Answer, es9Client, fetched } from './support/es9-client.ts';
import { smallTemplate } from './support/profile.ts';
import { ServingProcess } from './support/serving-process.ts';
import { TestEuicc } from './support/test-euicc.ts';

/** Certificates are in date on the day of the test: the server's process has the system's clock. */
const pki = mintPki({ seed: 'interruption', euiccs: 2 });
const ciPKId = pki.ci.certificate.subjectKeyIdentifier!;
/** Downloads that are interrupted while a request is under way. */
const INTERRUPTED = process.env['OPENRSP_LONG'] === '1' ? 60 : 6;

describe('a server that is killed', () => {
  let folder: string;
  let store: SmdpStore;
  let desk: OrderDesk;
  let server: ServingProcess;
  /** Of every server that was started. */
  const outputs: (readonly string[])[] = [];

  const start = async () => {
    server = await ServingProcess.start([
      ...['--address', ADDRESS, '--certificates', path.join(folder, 'pki')],
      ...['--store', path.join(folder, 'store.sqlite')],
    ]);
    outputs.push(server.output);
  };
  const killed = async () => {
    await server.stop('SIGKILL');
    await start();
  };
  const client = () => es9Client(fetched(server.url));
  const order = () =>
    desk.order({
      templateName: 'small',
      iccid: `89000123456789${String(10_000 + desk.orders().length)}`,
      serviceProviderName: 'S',
      profileName: 'P',
    });
  const stateOf = ({ orderId }: Order) => store.orders.get(orderId)!.state;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smdp-killed-'));
    writePki(pki, path.join(folder, 'pki'));
    store = sqliteStore(path.join(folder, 'store.sqlite'));
    desk = new OrderDesk({ store, address: ADDRESS, now: systemTime });
    desk.importTemplate('small', smallTemplate());
    await start();
  });
  after(async () => {
    await server.stop('SIGKILL');
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('goes on with a session after every step [S63]', async () => {
    const chip = new TestEuicc(pki.euiccs[0], ciPKId);
    const made = await order();
    const initiated = await client().initiateAuthentication(chip.initiateAuthentication(ADDRESS));
    const { transactionId } = initiated;
    await killed();
    const authentication = {
      transactionId,
      authenticateServerResponse: chip.authenticateServer(initiated, made.matchingId),
    };
    const authenticated = await client().authenticateClient(authentication);
    await killed();
    expect(await client().authenticateClient(authentication)).to.deep.equal(authenticated);
    const preparation = { transactionId, prepareDownloadResponse: chip.prepareDownload(authenticated) };
    const bound = await client().getBoundProfilePackage(preparation);
    await killed();
    expect(stateOf(made)).to.equal('Downloaded');
    expect(await client().getBoundProfilePackage(preparation)).to.deep.equal(bound);
    const notification = { pendingNotification: chip.installationResult(bound.boundProfilePackage) };
    await client().handleNotification(notification);
    await killed();
    expect(stateOf(made)).to.equal('Installed');
    await client().handleNotification(notification);
    expect(store.notifications.all()).to.have.length(1);
    expect(store.orders.get(made.orderId)!.downloadAttempts).to.equal(1);
  });

  it(`loses no order and gives none to two chips when killed in the middle of requests (${INTERRUPTED} downloads)`, async () => {
    for (let i = 0; i < INTERRUPTED; i++) {
      const chip = new TestEuicc(pki.euiccs[i % 2]!, ciPKId);
      const other = new TestEuicc(pki.euiccs[(i + 1) % 2]!, ciPKId);
      const made = await order();
      /** Sends a request, kills the server 0 to 4 ms later, and sends the same again to the next one. */
      const interrupted = async <Q, R>(of: Es9Function<Q, R>, request: Q): Promise<R> => {
        const text = encodeRequest(of, request);
        const first = fetched(server.url)(es9Path(of), text).catch(() => undefined);
        await delay(i % 5);
        await killed();
        const early = await first;
        const late = await fetched(server.url)(es9Path(of), text);
        const response = parseResponse(of, late.text);
        if (early !== undefined && of !== (initiateAuthentication as unknown)) {
          expect(parseResponse(of, early.text)).to.deep.equal(response);
        }
        return response;
      };
      const initiated = await client().initiateAuthentication(chip.initiateAuthentication(ADDRESS));
      const { transactionId } = initiated;
      const authenticateServerResponse = chip.authenticateServer(initiated, made.matchingId);
      const authenticated = await interrupted(authenticateClient, { transactionId, authenticateServerResponse });
      const prepareDownloadResponse = chip.prepareDownload(authenticated);
      const bound = await interrupted(getBoundProfilePackage, { transactionId, prepareDownloadResponse });
      chip.open(bound.boundProfilePackage, transactionId);
      expect(store.orders.get(made.orderId)).to.include({ state: 'Downloaded', downloadAttempts: 1 });

      const asked = await client().initiateAuthentication(other.initiateAuthentication(ADDRESS));
      const ofOther = other.authenticateServer(asked, made.matchingId);
      await expectFailure(
        'eidRefused',
        client().authenticateClient({ transactionId: asked.transactionId, authenticateServerResponse: ofOther }),
      );
      await interrupted(handleNotification, {
        pendingNotification: chip.installationResult(bound.boundProfilePackage),
      });
      expect(stateOf(made)).to.equal('Installed');
    }
    const made = desk.orders();
    expect(made.every(({ state }) => state === 'Installed')).to.equal(true);
    expect(store.notifications.all()).to.have.length(made.length);
    expect(new Set(store.notifications.all().map(({ iccid }) => iccid)).size).to.equal(made.length);
  });

  it(`ends a session that its chip cancels, and its order only where the user refused, when killed meanwhile (${INTERRUPTED} sessions) [S63]`, async () => {
    for (let i = 0; i < INTERRUPTED; i++) {
      const chip = new TestEuicc(pki.euiccs[i % 2]!, ciPKId);
      const made = await order();
      const initiated = await client().initiateAuthentication(chip.initiateAuthentication(ADDRESS));
      const { transactionId } = initiated;
      const authenticateServerResponse = chip.authenticateServer(initiated, made.matchingId);
      const authenticated = await client().authenticateClient({ transactionId, authenticateServerResponse });
      const preparation = { transactionId, prepareDownloadResponse: chip.prepareDownload(authenticated) };
      const isBound = i % 3 === 0;
      if (isBound) await client().getBoundProfilePackage(preparation);
      const isRefused = i % 2 === 0;
      const reason = isRefused ? CancelSessionReason.endUserRejection : CancelSessionReason.postponed;
      const text = encodeRequest(cancelSession, {
        transactionId,
        cancelSessionResponse: chip.cancelSession(transactionId, reason),
      });

      const first = fetched(server.url)(es9Path(cancelSession), text).catch(() => undefined);
      await delay(i % 5);
      await killed();
      const early = await first;
      const late = await fetched(server.url)(es9Path(cancelSession), text).then(outcomeOf);
      // Cancelled by the one or by the other: never by none, and never by both.
      if (early !== undefined) expect(outcomeOf(early)).to.equal('cancelled');
      expect(late).to.be.oneOf(early === undefined ? ['cancelled', 'transactionIdUnknown'] : ['transactionIdUnknown']);

      expect(store.sessions.get(transactionKey(transactionId))!.state).to.equal('Ended');
      await expectFailure('transactionIdUnknown', client().getBoundProfilePackage(preparation));
      const kept = isBound ? 'Downloaded' : 'Released';
      expect(stateOf(made)).to.equal(isRefused ? 'Error' : kept);
      expect(store.preparedProfiles.count({ orderId: made.orderId })).to.equal(isRefused ? 0 : 1);
      expect(store.boundPackages.count({ orderId: made.orderId })).to.equal(!isRefused && isBound ? 1 : 0);
    }
  });

  it('writes no secret and no identifier to its output', () => {
    const written = outputs.flat().join('\n');
    for (const name of ['handleNotification', 'cancelSession']) expect(written).to.include(name);
    const secrets = desk.orders().flatMap(({ iccid, matchingId }) => [iccid, matchingId!]);
    for (const secret of [...secrets, pki.euiccs[0].certificate.eid!, pki.euiccs[1]!.certificate.eid!]) {
      expect(written).not.to.include(secret);
    }
  });

  it('ends in order when it is asked to', async () => {
    expect(await server.stop('SIGTERM')).to.equal(0);
    await start();
  });
});

function outcomeOf({ text }: Answer): 'cancelled' | 'transactionIdUnknown' {
  try {
    parseResponse(cancelSession, text);
    return 'cancelled';
  } catch (error) {
    if (error instanceof Es9Error && error.is('transactionIdUnknown')) return 'transactionIdUnknown';
    throw error;
  }
}

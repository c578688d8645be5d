import { expect } from 'chai';
import { es9App } from '../../../src/smdp/http/app.ts';
import { formatLogEntry } from '../../../src/smdp/http/log.ts';
import { ADDRESS, fixture, softwareKeys, pki } from '../support/fixture.ts';
import { es9Client, injected } from '../support/es9-client.ts';
import { SmdpServer } from '../../../src/smdp/server.ts';
import { NOW } from '../support/fixture.ts';

const ki = Uint8Array.from(Buffer.from('465b5ce8b199b49faa5f0a2ee238a6bc', 'hex'));
const opc = Uint8Array.from(Buffer.from('cd63cb71954a9f4e48a5994e37a02baf', 'hex'));

describe('the log', () => {
  it('holds none of the secrets and identifiers of a session, whatever happens in it', async () => {
    const { order, chip, otherChip, store } = fixture();
    const lines: string[] = [];
    const log = (entry: Parameters<typeof formatLogEntry>[0]) => {
      for (const asJson of [true, false]) lines.push(formatLogEntry(entry, new Date(), asJson));
    };
    const server = new SmdpServer({
      address: ADDRESS,
      store,
      keys: softwareKeys(),
      trust: { certificateIssuers: [pki.ci.certificate] },
      now: () => NOW,
      report: log,
    });
    const client = es9Client(injected(es9App(server, { log })));
    const post = injected(es9App(server, { log }));
    const code = 'CANARY-0815';
    const imsi = '001019876543210';
    const made = await order({ eid: chip.eid, imsi, ki, opc }, { confirmationCode: code });
    const ids: Uint8Array[] = [];
    const step = async (act: Promise<unknown>) => {
      await act.catch(() => undefined);
    };

    for (const [device, matchingId, given] of [
      [otherChip, made.matchingId, code],
      [chip, 'CANARY-MATCHING', code],
      [chip, made.matchingId, 'CANARY-4711'],
      [chip, made.matchingId, code],
    ] as const) {
      const initiated = await client.initiateAuthentication(device.initiateAuthentication(ADDRESS));
      const { transactionId } = initiated;
      ids.push(transactionId);
      const authenticateServerResponse = device.authenticateServer(initiated, matchingId);
      const authenticated = await client
        .authenticateClient({ transactionId, authenticateServerResponse })
        .catch(() => undefined);
      if (authenticated === undefined) continue;
      const prepareDownloadResponse = device.prepareDownload(authenticated, given);
      const bound = await client
        .getBoundProfilePackage({ transactionId, prepareDownloadResponse })
        .catch(() => undefined);
      if (bound === undefined) continue;
      await client.handleNotification({ pendingNotification: device.installationResult(bound.boundProfilePackage) });
      await step(
        client.cancelSession({ transactionId, cancelSessionResponse: device.cancelSession(transactionId, 0) }),
      );
    }
    await client.handleNotification({ pendingNotification: chip.notification(made.iccid, ['notificationEnable']) });
    for (const text of ['CANARY-JSON', '{"transactionId":"CANARY"}', `{"transactionId":"${made.iccid}"}`]) {
      await post('/gsma/rsp2/es9plus/cancelSession', text);
      await post(`/CANARY/${chip.eid}?matchingId=${made.matchingId ?? ''}`, text);
    }

    const written = lines.join('\n');
    expect(lines.length).to.be.greaterThan(40);
    expect(written).to.include('profileInstalled');
    const texts = [chip.eid, otherChip.eid, made.iccid, made.matchingId!, code, imsi, made.orderId, 'CANARY'];
    const octets = [ki, opc, ...ids];
    const forms = octets.flatMap((each) => {
      const buffer = Buffer.from(each);
      return [buffer.toString('hex'), buffer.toString('hex').toUpperCase(), buffer.toString('base64')];
    });
    for (const secret of [...texts, ...forms]) expect(written, secret).not.to.include(secret);
  });
});

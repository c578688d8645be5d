import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parseActivationCode } from '../../src/rsp/activation-code.ts';
import { orderOf } from '../../src/lpa/download/order.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { removeNotificationFromList } from '../../src/lpa/es10/notifications.ts';
import { Es9PlusClient } from '../../src/lpa/es9plus/client.ts';
import type { Es9Plus } from '../../src/lpa/es9plus/es9plus.ts';
import { OrderDesk } from '../../src/smdp/order/order-desk.ts';
import { es9App } from '../../src/smdp/http/app.ts';
import { memoryStore } from '../../src/smdp/store/memory.ts';
import { systemTime, type SmdpServer } from '../../src/smdp/server.ts';
import { requireVectors } from '../pki/support/vectors.ts';
import { ADDRESS, newSmdp, pki, privateKeyOf, SMDP_OID, World } from './support/world.ts';

/** ES9+ without a network: what the OpenRSP mode puts in its place may send on what it likes. */
function inProcess(smdp: SmdpServer): Es9Plus {
  return {
    initiateAuthentication: (_address, request) => smdp.initiateAuthentication(request),
    authenticateClient: (_address, request) => smdp.authenticateClient(request),
    getBoundProfilePackage: (_address, request) => smdp.getBoundProfilePackage(request),
    handleNotification: (_address, request) => smdp.handleNotification(request),
    cancelSession: async (_address, request) => {
      await smdp.cancelSession(request);
    },
  };
}

describe('The LPA and the SM-DP+', () => {
  it('install in one process, with device and matching id of the caller’s choice and the result kept by the chip', async () => {
    await using world = await World.open({ order: { matchingId: '' } });
    world.smdpStore.orders.replace({ ...world.smdpStore.orders.all()[0]!, eid: world.euicc.eid });
    const smdp = newSmdp(world.smdpStore);
    const tac = Uint8Array.of(0, 0, 0, 0);
    let checked = 0;
    const options = world.downloadOptions({
      es9Plus: inProcess(smdp),
      deviceInfo: { tac, deviceCapabilities: {} },
      checkServer: ({ transactionId }) => void (checked = transactionId.length),
      sendsNotifications: false,
    });
    const { result } = await new ProfileDownload({ smdpAddress: ADDRESS, matchingId: '' }, options).run();
    expect(checked).to.equal(16);
    expect(world.http.calls).to.deep.equal([]);
    expect(world.orderState).to.equal('Downloaded');
    expect(world.euicc.state.notifications).to.have.length(1);
    const { seqNumber } = result.value.profileInstallationResultData.value.notificationMetadata;
    await removeNotificationFromList(world.connection, seqNumber);
    expect(world.euicc.state.notifications).to.deep.equal([]);
  });

  it('install a test profile of TCA over HTTPS, by the activation code that the order desk gave', async function () {
    const folder = requireVectors(this, 'ts48');
    const store = memoryStore();
    const desk = new OrderDesk({ store, address: ADDRESS, now: systemTime });
    const template = Uint8Array.from(readFileSync(path.join(folder, 'TS48v5_SAIP2.3_BERTLV_SUCI.der')));
    const { iccid } = desk.importTemplate('ts48', template);
    const description = { serviceProviderName: 'OpenRSP', profileName: 'TS.48' };
    const placed = await desk.order({ templateName: 'ts48', ...description }, { confirmationCode: '4711' });
    const order = orderOf(parseActivationCode(desk.activationCode(placed, SMDP_OID)));

    const { certificate } = pki().dpTls;
    const tls = {
      certificate: `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`,
      key: privateKeyOf(pki().dpTls).export({ format: 'pem', type: 'pkcs8' }) as string,
    };
    const app = es9App(newSmdp(store), { tls });
    await using world = await World.open({ segmentSize: 120 });
    try {
      const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
      const route = () => ({ host: url.hostname, port: Number(url.port) });
      const trust = { kind: 'certificateIssuer', anchors: [pki().ci.certificate] } as const;
      world.endUser.code = '4711';
      const es9Plus = new Es9PlusClient({ trust, route });
      const installed = await new ProfileDownload(order, world.downloadOptions({ es9Plus })).run();
      expect(installed.iccid).to.equal(iccid);
    } finally {
      await app.close();
    }
    expect(store.orders.all().map(({ state }) => state)).to.deep.equal(['Installed']);
    expect(Buffer.compare(world.euicc.profile(iccid)!.profilePackage, template)).to.equal(0);
  });
});

import { expect } from 'chai';
import { isSignatureOf } from '../../../src/rsp/raw-signature.ts';
import { segment } from '../../../src/rsp/segmentation.ts';
import { CancelSessionRequest, CancelSessionResponse } from '../../../src/rsp/structures/cancel-session.ts';
import { Bench } from '../support/cards.ts';
import { mintedPki } from '../support/parties.ts';
import { DP_OID, metadataFor, profileOf } from '../support/server.ts';

const ICCID = '89000123456789012341';
const INVALID = { kind: 'cancelSessionResponseError', value: 5 };

describe('CancelSession', () => {
  const cancel = (bench: Bench, transactionId: Uint8Array, reason = 0) =>
    bench.lpa.call(CancelSessionRequest, CancelSessionResponse, { transactionId, reason });

  it('signs transaction, server and reason at every step of a session, and ends it', async () => {
    const bench = await Bench.open();
    const { lpa } = bench;
    const steps: ((server: ReturnType<Bench['server']>) => Promise<unknown>)[] = [
      (server) => lpa.authenticate(server),
      (server) => lpa.prepare(server),
      async (server) => {
        await lpa.prepare(server);
        for (const piece of segment(server.bind(profileOf(ICCID), metadataFor(ICCID))).slice(0, 5)) {
          await lpa.channel.exchange(piece);
        }
      },
    ];
    for (const step of steps) {
      const server = bench.server();
      await step(server);
      const response = await cancel(bench, server.transactionId, 3);
      if (response.kind !== 'cancelSessionResponseOk') throw new Error(`error ${response.value}`);
      const { euiccCancelSessionSigned: signed, euiccCancelSessionSignature: signature } = response.value;
      expect(signed.value).to.deep.equal({ transactionId: server.transactionId, smdpOid: DP_OID, reason: 3 });
      expect(isSignatureOf(signed.raw, signature, mintedPki().euiccs[0].certificate.publicKey)).to.equal(true);
      expect(await cancel(bench, server.transactionId)).to.deep.equal(INVALID);
    }
    expect(bench.euicc.state.profiles).to.deep.equal([]);
    expect(bench.euicc.state.notifications).to.deep.equal([]);
  });

  it('refuses another transaction, and where there is no session', async () => {
    const bench = await Bench.open();
    const server = bench.server();
    expect(await cancel(bench, server.transactionId)).to.deep.equal(INVALID);
    await bench.lpa.challenge();
    expect(await cancel(bench, server.transactionId)).to.deep.equal(INVALID);
    await bench.lpa.authenticate(server);
    expect(await cancel(bench, bench.server().transactionId)).to.deep.equal(INVALID);
    expect((await cancel(bench, server.transactionId)).kind).to.equal('cancelSessionResponseOk');
  });

  it('refuses after the package was installed', async () => {
    const bench = await Bench.open();
    const server = bench.server();
    await bench.lpa.download(server, metadataFor(ICCID));
    expect(await cancel(bench, server.transactionId)).to.deep.equal(INVALID);
  });
});

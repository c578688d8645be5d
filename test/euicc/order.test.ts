import { expect } from 'chai';
import fc from 'fast-check';
import { StatusWordError } from '../../src/rsp/apdu/error.ts';
import { segment } from '../../src/rsp/segmentation.ts';
import { CancelSessionRequest, CancelSessionResponse } from '../../src/rsp/structures/cancel-session.ts';
import { rejection } from '../rsp/apdu/cards.ts';
import { Bench } from './support/cards.ts';
import { LpaDouble } from './support/lpa.ts';
import { metadataFor, profileOf, type ServerDouble } from './support/server.ts';

const ICCID = '89000123456789012341';

describe('sessions of an eUICC', () => {
  it('end with their logical channel', async () => {
    const bench = await Bench.open();
    const server = bench.server();
    await bench.lpa.authenticate(server);
    await bench.lpa.channel.close();
    const lpa = await LpaDouble.open(bench.euicc.card);
    expect((await lpa.prepareDownload(server.prepareDownload())).kind).to.equal('downloadResponseError');
  });

  it('end with a reset, and with another selection on the same channel', async () => {
    for (const end of ['reset', 'select'] as const) {
      const bench = await Bench.open();
      const server = bench.server();
      await bench.lpa.prepare(server);
      let { lpa } = bench;
      if (end === 'reset') {
        bench.euicc.card.reset();
        lpa = await LpaDouble.open(bench.euicc.card);
      } else {
        await bench.euicc.card.transmit(Buffer.from('01A4040010A0000005591010FFFFFFFF8900000100', 'hex'));
      }
      const error = await rejection(lpa.load(server.bind(profileOf(ICCID), metadataFor(ICCID))));
      expect(error).to.be.instanceOf(StatusWordError).with.property('status', 0x6985);
    }
  });

  it('are one at a time: a challenge on another channel ends the session of the first', async () => {
    const bench = await Bench.open();
    const other = await LpaDouble.open(bench.euicc.card);
    const server = bench.server();
    await bench.lpa.authenticate(server);
    expect((await other.prepareDownload(server.prepareDownload())).kind).to.equal('downloadResponseError');
    expect((await bench.lpa.prepareDownload(server.prepareDownload())).kind).to.equal('downloadResponseOk');
    await other.challenge();
    expect((await bench.lpa.prepareDownload(server.prepareDownload())).kind).to.equal('downloadResponseError');
    await other.download(bench.server(), metadataFor(ICCID));
    expect(bench.euicc.profile(ICCID)).not.to.equal(undefined);
  });

  it('report a package that another session ends as interrupted, also while the channel of the first is open', async () => {
    const bench = await Bench.open();
    const other = await LpaDouble.open(bench.euicc.card);
    const server = bench.server();
    await bench.lpa.prepare(server);
    const pieces = segment(server.bind(profileOf(ICCID), metadataFor(ICCID)));
    for (const piece of pieces.slice(0, 4)) await bench.lpa.channel.exchange(piece);
    expect(bench.euicc.state.installing).not.to.equal(undefined);
    expect(await other.notifications()).to.deep.equal([]);
    await other.challenge();
    expect(bench.euicc.state.installing).to.equal(undefined);
    expect(await other.notifications()).to.have.length(1);
    expect(await rejection(bench.lpa.channel.exchange(pieces[4]!))).to.have.property('status', 0x6985);
  });

  it('take every order of steps, answer each, and install only what was done in order [S63]', async function () {
    const runs = process.env.OPENRSP_LONG === '1' ? 2_000 : 60;
    const step = fc.constantFrom('challenge', 'authenticate', 'prepare', 'load', 'cancel', 'reset', 'other');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const bench = await Bench.open();
        let { lpa } = bench;
        let server: ServerDouble = bench.server();
        let challenge: Uint8Array = new Uint8Array(16);
        /** How far the session is by the rules. */
        let due: 'nothing' | 'authenticate' | 'prepare' | 'load' | 'failed' = 'nothing';
        let installed = false;
        for (const each of steps) {
          switch (each) {
            case 'challenge':
              challenge = await lpa.challenge();
              server = bench.server();
              due = 'authenticate';
              break;
            case 'authenticate': {
              const response = await lpa.authenticateServer(server.authenticateServer(challenge));
              const isOk = response.kind === 'authenticateResponseOk';
              expect(isOk).to.equal(due === 'authenticate');
              if (isOk) {
                server.authenticated(response.value);
                due = 'prepare';
              }
              break;
            }
            case 'prepare': {
              const response = await lpa.prepareDownload(server.prepareDownload());
              const isOk = response.kind === 'downloadResponseOk';
              expect(isOk).to.equal(due === 'prepare' || due === 'load');
              if (isOk) {
                server.prepared(response.value.euiccSigned2.raw);
                due = 'load';
              }
              break;
            }
            case 'load': {
              if (due !== 'load') {
                const piece = Uint8Array.of(0xbf, 0x36, 0x03, 0xbf, 0x23, 0x00);
                expect(await rejection(lpa.channel.exchange(piece))).to.have.property('status', 0x6985);
                break;
              }
              const result = await lpa.load(server.bind(profileOf(ICCID, 600), metadataFor(ICCID)));
              const { kind } = result!.profileInstallationResultData.value.finalResult;
              expect(kind).to.equal(installed ? 'errorResult' : 'successResult');
              due = installed ? 'failed' : 'nothing';
              installed = true;
              break;
            }
            case 'cancel': {
              const { transactionId } = server;
              const { kind } = await lpa.call(CancelSessionRequest, CancelSessionResponse, {
                transactionId,
                reason: 0,
              });
              const isOpen = due === 'prepare' || due === 'load' || due === 'failed';
              expect(kind).to.equal(isOpen ? 'cancelSessionResponseOk' : 'cancelSessionResponseError');
              if (isOpen) due = 'nothing';
              break;
            }
            case 'reset':
              bench.euicc.card.reset();
              lpa = await LpaDouble.open(bench.euicc.card);
              due = 'nothing';
              break;
            case 'other':
              await lpa.profiles();
              break;
          }
          expect(bench.euicc.state.profiles).to.have.length(installed ? 1 : 0);
        }
      }),
      { seed: 22, numRuns: runs },
    );
  });
});

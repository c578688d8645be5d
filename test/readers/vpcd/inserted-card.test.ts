import { expect } from 'chai';
import fc from 'fast-check';
import { ISD_R_AID } from '../../../src/rsp/apdu/application-identifier.ts';
import type { Card } from '../../../src/rsp/apdu/card/card.ts';
import { InsertedCard } from '../../../src/readers/vpcd/inserted-card.ts';
import { encodeMessage, MessageDecoder } from '../../../src/readers/vpcd/message.ts';
import { ATR, echoCard, gate, STATUS, SUCCESS } from '../cards.ts';
import { expectReaderError } from '../rejection.ts';
import { FakeVpcd } from './fake-vpcd.ts';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex').toUpperCase();

describe('vpcd messages', () => {
  it('come out as they went in, however the stream is cut', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 700 }), (sent, size) => {
        const stream = Buffer.concat(sent.map(encodeMessage));
        const decoder = new MessageDecoder();
        const received: Uint8Array[] = [];
        for (let at = 0; at < stream.length; at += size) received.push(...decoder.push(stream.subarray(at, at + size)));
        expect(received).to.deep.equal(sent);
      }),
      { numRuns: 200, seed: 22 },
    );
  });

  it('has up to 65,535 octets', () => {
    expect(encodeMessage(new Uint8Array(65_535)).subarray(0, 2)).to.deep.equal(Uint8Array.of(0xff, 0xff));
    expect(() => encodeMessage(new Uint8Array(65_536))).to.throw('65535');
  });
});

describe('InsertedCard', () => {
  let vpcd: FakeVpcd;
  let inserted: InsertedCard | undefined;

  beforeEach(async () => {
    vpcd = await FakeVpcd.listen();
  });

  afterEach(async () => {
    await inserted?.remove();
    await vpcd.close();
  });

  async function insert(card: Card): Promise<InsertedCard> {
    return (inserted = await InsertedCard.insert(card, { port: vpcd.port }));
  }

  it('answers the ATR before and after power, and APDUs', async () => {
    await insert(echoCard());
    vpcd.send(0x04);
    expect(await vpcd.receive()).to.deep.equal(ATR);
    vpcd.send(0x01);
    vpcd.send(0x04);
    vpcd.send(...STATUS);
    expect(await vpcd.receive()).to.deep.equal(ATR);
    expect(await vpcd.receive()).to.deep.equal(SUCCESS);
  });

  it('forgets its channels when it is reset or loses power, and is taken out where it has none to answer with', async () => {
    const card = await insert(echoCard());
    for (const again of [[0x02], [0x00, 0x01]]) {
      vpcd.send(0x01);
      vpcd.send(0x00, 0x70, 0x00, 0x00, 0x01);
      expect(hex(await vpcd.receive())).to.equal('019000');
      for (const octet of again) vpcd.send(octet);
      vpcd.send(0x01, 0xf2, 0, 0, 0);
      expect(hex(await vpcd.receive())).to.equal('6881');
    }
    vpcd.send(0x00);
    vpcd.send(...STATUS);
    expect(await card.removed).to.have.property('code', 'CardUnresponsive');
  });

  it('loses power at once, also while it works on a command, whose answer then reaches nobody', async () => {
    const { reached, pass, open } = gate();
    const card = echoCard(pass);
    const { promise: cut, resolve } = Promise.withResolvers<undefined>();
    await insert({
      powerOn: () => card.powerOn(),
      powerOff: () => {
        card.powerOff();
        resolve(undefined);
      },
      reset: () => card.reset(),
      transmit: (apdu) => card.transmit(apdu),
    });
    vpcd.send(0x01);
    vpcd.send(0x00, 0xa4, 0x04, 0x00, 0x10, ...ISD_R_AID);
    expect(hex(await vpcd.receive())).to.equal('6121');
    vpcd.send(0x80, 0xe2, 0x91, 0x00, 0x01, 0xaa);
    await reached;
    vpcd.send(0x00);
    vpcd.send(0x01);
    vpcd.send(0x80, 0xe2, 0x91, 0x00, 0x01, 0xbb);
    await cut;
    open();
    expect(hex(await vpcd.receive())).to.equal('6985');
  });

  it('takes its power and says why when it is removed, when vpcd ends and when vpcd breaks the protocol', async () => {
    for (const [act, code] of [
      [(card: InsertedCard) => void card.remove(), undefined],
      [() => vpcd.end(), 'ReaderUnplugged'],
      [() => vpcd.send(0x03), 'Protocol'],
    ] as const) {
      let powered = false;
      const card = await insert({
        powerOn: () => ((powered = true), ATR),
        powerOff: () => {
          powered = false;
        },
        reset: () => ATR,
        transmit: () => Promise.resolve(SUCCESS),
      });
      vpcd.send(0x01);
      vpcd.send(...STATUS);
      await vpcd.receive();
      expect(powered).to.equal(true);
      act(card);
      expect((await card.removed)?.code).to.equal(code);
      expect(powered).to.equal(false);
    }
  });

  it('says where no vpcd answers', async () => {
    const free = await FakeVpcd.listen();
    const { port } = free;
    await free.close();
    expect(await expectReaderError('ServiceStopped', InsertedCard.insert(echoCard(), { port }))).to.include(
      `127.0.0.1:${port}`,
    );
  });
});

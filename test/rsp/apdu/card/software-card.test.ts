import { expect } from 'chai';
import fc from 'fast-check';
import { CardChannel } from '../../../../src/rsp/apdu/card-channel.ts';
import { SoftwareCard, type SoftwareCardOptions } from '../../../../src/rsp/apdu/card/software-card.ts';
import { StoreDataAssembler } from '../../../../src/rsp/apdu/card/store-data-assembler.ts';
import { parseResponse } from '../../../../src/rsp/apdu/response.ts';
import { octets } from '../../../pki/support/refusal.ts';
import { counting } from '../../bsp/profiles.ts';
import { RecordingApplication, rejection } from '../cards.ts';

const SELECT = '01A4040010A0000005591010FFFFFFFF8900000100';

/** A card with ISD-R selected on channel 1, which answers every command with its own octets. */
async function selected(
  options: SoftwareCardOptions = {},
): Promise<{ card: SoftwareCard; application: RecordingApplication }> {
  const application = new RecordingApplication((command) => command);
  const card = new SoftwareCard([application], options);
  card.powerOn();
  await expectAnswers(card, [
    ['0070000001', '019000'],
    [SELECT, '6121'],
  ]);
  return { card, application };
}

/** Sends each command and compares the answer, in hexadecimal. */
async function expectAnswers(card: SoftwareCard, exchanges: readonly (readonly [string, string])[]): Promise<void> {
  for (const [command, answer] of exchanges) {
    const response = Buffer.from(await card.transmit(octets(command)))
      .toString('hex')
      .toUpperCase();
    expect(response, command).to.equal(answer);
  }
}

describe('SoftwareCard', () => {
  it('refuses a block that is out of order with 6A86 and drops the command it belongs to', async () => {
    for (const blocks of [
      ['81E2110101AA'],
      ['81E2110001AA', '81E2110201BB'],
      ['81E2110001AA', '81E2110001AA'],
      ['81E2110001AA', '81E2910001BB'],
      ['81E2110001AA', '81E2110101BB', '81E2910101BB'],
      ['81E2110001AA', '81E2100101BB'],
      ['81E2900001AA'],
    ]) {
      const { card, application } = await selected();
      await expectAnswers(card, [
        ...blocks.slice(0, -1).map((block) => [block, '9000'] as const),
        [blocks.at(-1)!, '6A86'],
        // What would have been next is no longer.
        ['81E2910201CC', '6A86'],
        ['81E2910001DD', '6101'],
        ['01C0000001', 'DD9000'],
      ]);
      expect(application.commands).to.deep.equal([octets('DD')]);
    }
  });

  it('makes no command of two that are interleaved', async () => {
    const { card, application } = await selected();
    await expectAnswers(card, [
      ['81E2110001A0', '9000'],
      ['81E2110001B0', '6A86'],
      ['81E2110101A1', '6A86'],
      ['81E2910101B1', '6A86'],
    ]);
    expect(application.commands).to.deep.equal([]);
  });

  it('takes only blocks in order, whatever blocks come', async () => {
    const block = fc.record({ p1: fc.constantFrom(0x11, 0x91, 0x00), p2: fc.nat({ max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 30 }), async (blocks) => {
        const { card, application } = await selected();
        const expected: Uint8Array[] = [];
        let collected: number[] = [];
        for (const [i, { p1, p2 }] of blocks.entries()) {
          const { status } = parseResponse(await card.transmit(Uint8Array.of(0x81, 0xe2, p1, p2, 1, i)));
          const inOrder = p1 !== 0 && p2 === collected.length;
          if (!inOrder) collected = [];
          else collected.push(i);
          if (inOrder && p1 === 0x91) {
            expect(status).to.equal(0x6100 + collected.length);
            expected.push(Uint8Array.from(collected));
            collected = [];
          } else expect(status).to.equal(inOrder ? 0x9000 : 0x6a86);
        }
        expect(application.commands).to.deep.equal(expected);
      }),
      { numRuns: 300, seed: 22 },
    );
  });

  it('drops a command that is half here when any other command comes on its channel, not on another', async () => {
    for (const [command, answer] of [
      ['81F2000000', '9000'],
      ['01C0000010', '6985'],
      [SELECT, '6121'],
      ['81CA00FE00', '6D00'],
      ['01E2110101BB', '6E00'],
      ['01A4040003A00000', '6A82'],
    ] as const) {
      const { card } = await selected();
      await expectAnswers(card, [
        ['81E2110001AA', '9000'],
        [command, answer],
        ['81E2910101BB', '6A86'],
      ]);
    }
    const { card } = await selected();
    await expectAnswers(card, [
      ['81E2110001AA', '9000'],
      ['80F2000000', '9000'],
      ['0070000001', '029000'],
      ['00708002', '9000'],
      ['81E2910101BB', '6102'],
      ['80F2000000', '9000'],
      ['81C0000002', 'AABB9000'],
    ]);
  });

  it('refuses a command beyond its memory with 6A84', async () => {
    const { card, application } = await selected({ maximumCommand: 8 });
    await expectAnswers(card, [
      ['81E21100080001020304050607', '9000'],
      ['81E291010108', '6A84'],
      ['81E29100080001020304050607', '6108'],
    ]);
    expect(application.commands).to.deep.equal([counting(8)]);
  });

  it('hands out an answer in the parts that are asked for, in either class, and once', async () => {
    const { card } = await selected();
    await expectAnswers(card, [
      ['81E291000500010203 04', '6105'],
      ['01C0000002', '00016103'],
      ['81C0000001', '026102'],
      ['01C0000007', '6C02'],
      ['01C0000100', '6A86'],
      ['01C0000002', '6985'],
      ['81E2910005000102030400', '00010203049000'],
      ['81E2910005000102030402', '00016103'],
      ['01C0000000', '0203049000'],
      ['01C00000', '6700'],
    ]);
  });

  it('opens, uses and closes logical channels as ISO/IEC 7816-4 has it', async () => {
    const { card, application } = await selected({ channels: 5 });
    await expectAnswers(card, [
      ['00700000', '6700'],
      ['00700003', '9000'],
      ['00700003', '6A81'],
      ['00700006', '6A81'],
      ['0070000001', '029000'],
      ['0070000001', '049000'],
      ['0070000001', '059000'],
      ['0070000001', '6A81'],
      ['41A4040010A0000005591010FFFFFFFF8900000100', '6121'],
      ['C1E2910001AA', '6101'],
      ['41C0000001', 'AA9000'],
      ['80E2910001AA', '6985'],
      ['42A4040010A0000005591010FFFFFFFF8900000100', '6881'],
      ['00708000', '6A86'],
      ['00708007', '6881'],
      ['00704000', '6A86'],
      ['41708000', '9000'],
      ['C1E2910001AA', '6881'],
      ['00708001', '9000'],
      ['81E2910001AA', '6881'],
    ]);
    expect([application.selected, application.ended]).to.deep.equal([2, 2]);
  });

  it('refuses commands it has no use for with the status word that says so', async () => {
    const { card } = await selected();
    await expectAnswers(card, [
      ['', '6700'],
      ['81E29100', '9000'],
      ['81E2910003BF2E', '6700'],
      ['81E2910000000100', '6700'],
      ['85E2910001AA', '6882'],
      ['91E2910001AA', '6884'],
      ['A0A40000023F00', '6E00'],
      ['FFCA000000', '6E00'],
      ['00A40000023F00', '6A86'],
      ['01A4040C10A0000005591010FFFFFFFF8900000100', '9000'],
      ['80AA00000AA9088100820101830107', '9000'],
    ]);
  });

  it('is clean after power was cut in the middle of a command, of an answer, or while it worked on one', async () => {
    let answer: (response: Uint8Array) => void = () => undefined;
    const application = new RecordingApplication(() => new Promise<Uint8Array>((resolve) => (answer = resolve)));
    const card = new SoftwareCard([application]);
    const clean: readonly (readonly [string, string])[] = [
      ['81E2910001BB', '6881'],
      ['01C0000001', '6881'],
      ['0070000001', '019000'],
      ['81E2910001BB', '6985'],
      [SELECT, '6121'],
      ['81E2910101BB', '6A86'],
      ['01C0000001', '6985'],
    ];
    expect(await rejection(card.transmit(octets(SELECT)))).to.have.property('code', 'PowerOff');
    card.powerOn();
    await expectAnswers(card, clean);
    await expectAnswers(card, [['81E2110001AA', '9000']]);
    card.powerOff();
    expect(application.ended).to.equal(1);
    expect(await rejection(card.transmit(octets(SELECT)))).to.have.property('code', 'PowerOff');
    card.powerOn();
    await expectAnswers(card, clean);
    const working = card.transmit(octets('81E2910001AA'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(application.commands).to.have.length(1);
    const cut = rejection(working);
    card.reset();
    answer(counting(9));
    expect(await cut).to.have.property('code', 'PowerOff');
    await expectAnswers(card, clean);
  });

  it('refuses what is left of a command whose power was cut, at any block', async () => {
    const request = counting(60);
    for (let cutAfter = 1; cutAfter < 10; cutAfter++) {
      const { card, application } = await selected();
      let sent = 0;
      const interrupted = {
        transmit: (apdu: Uint8Array) => {
          if (apdu[1] === 0xe2 && sent++ === cutAfter) card.reset();
          return card.transmit(apdu);
        },
      };
      const channel = await CardChannel.open(interrupted, { segmentSize: 6 });
      expect(await rejection(channel.exchange(request))).to.have.property('status', 0x6881);
      expect(application.commands).to.deep.equal([]);
      const again = await CardChannel.open(card, { segmentSize: 6 });
      expect(await again.exchange(request)).to.deep.equal(request);
    }
  });

  it('answers any octets with a status word', async () => {
    const { card } = await selected();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 270 }), async (apdu) => {
        expect(parseResponse(await card.transmit(apdu)).status).to.be.within(0x6000, 0x9fff);
      }),
      { numRuns: 3000, seed: 22 },
    );
  });

  it('refuses a number of channels that no card has', () => {
    for (const channels of [0, 20, 1.5])
      expect(() => new SoftwareCard([], { channels })).to.throw('1 to 19 logical channels');
  });
});

describe('StoreDataAssembler', () => {
  it('goes on with block 0 after block 255', () => {
    const assembler = new StoreDataAssembler(1000);
    for (let block = 0; block < 600; block++)
      expect(assembler.add(0x11, block % 256, Uint8Array.of(block & 0xff))).to.equal(undefined);
    expect(assembler.add(0x91, 600 % 256, Uint8Array.of(0))).to.have.length(601);
  });

  it('begins anew after a block that it refused', () => {
    for (const [p1, p2] of [
      [0x11, 0],
      [0x11, 2],
      [0x10, 1],
    ] as const) {
      const assembler = new StoreDataAssembler(10);
      assembler.add(0x11, 0, Uint8Array.of(1));
      expect(() => assembler.add(p1, p2, Uint8Array.of(2))).to.throw('6A86');
      expect(() => assembler.add(0x91, 1, Uint8Array.of(3))).to.throw('6A86');
      expect(assembler.add(0x91, 0, Uint8Array.of(4))).to.deep.equal(Uint8Array.of(4));
    }
  });
});

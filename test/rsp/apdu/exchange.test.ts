import { expect } from 'chai';
import fc from 'fast-check';
import { ECASD_AID, ISD_R_AID } from '../../../src/rsp/apdu/application-identifier.ts';
import { CardChannel } from '../../../src/rsp/apdu/card-channel.ts';
import { SoftwareCard } from '../../../src/rsp/apdu/card/software-card.ts';
import { CommandRefusal } from '../../../src/rsp/apdu/card/refusal.ts';
import { ApduError, StatusWordError } from '../../../src/rsp/apdu/error.ts';
import { octets } from '../../pki/support/refusal.ts';
import { counting } from '../bsp/profiles.ts';
import { FCI, RecordingApplication, rejection, scripted, Tap } from './cards.ts';

function poweredCard(application: RecordingApplication, channels = 3): SoftwareCard {
  const card = new SoftwareCard([application], { channels });
  card.powerOn();
  return card;
}

const echo = (): RecordingApplication => new RecordingApplication((command) => command);
/** Octets that differ wherever two blocks could be mistaken for one another. */
const message = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8) * 7) & 0xff);

describe('CardChannel and SoftwareCard', () => {
  it('exchanges the APDUs that an LPA and a chip are known to exchange', async () => {
    const challenge = octets('BF2E128010586B1D3833A6CA2907758A1CFB78C516');
    const tap = new Tap(poweredCard(new RecordingApplication(() => challenge)));
    const channel = await CardChannel.open(tap, { proprietaryGetResponse: true });
    expect(Buffer.from(await channel.exchange(octets('BF2E00')))).to.deep.equal(Buffer.from(challenge));
    await channel.close();
    expect(channel.number).to.equal(1);
    expect(channel.fileControlInformation).to.deep.equal(FCI);
    expect(tap.lines).to.deep.equal([
      '>80AA00000AA9088100820101830107',
      '<9000',
      '>0070000001',
      '<019000',
      '>01A4040010A0000005591010FFFFFFFF8900000100',
      '<6121',
      '>81C0000021',
      `<${Buffer.from(FCI).toString('hex').toUpperCase()}9000`,
      '>81E2910003BF2E00',
      '<6115',
      '>81C0000015',
      '<BF2E128010586B1D3833A6CA2907758A1CFB78C5169000',
      '>00708001',
      '<9000',
    ]);
  });

  it('numbers blocks of 120 octets as the recorded AuthenticateServer has them, and fetches an answer beyond 256 octets', async () => {
    const tap = new Tap(poweredCard(new RecordingApplication(() => message(600))));
    const channel = await CardChannel.open(tap, { segmentSize: 120, terminalCapability: false });
    tap.lines.length = 0;
    expect(await channel.exchange(message(771))).to.deep.equal(message(600));
    expect(tap.lines.map((line) => line.slice(0, 11))).to.deep.equal([
      ...[0, 1, 2, 3, 4, 5].flatMap((block) => [`>81E2110${block}78`, '<9000']),
      '>81E2910633',
      '<6100',
      '>01C0000000',
      tap.lines[15]!.slice(0, 11),
      '>01C0000000',
      tap.lines[17]!.slice(0, 11),
      '>01C0000058',
      tap.lines[19]!.slice(0, 11),
    ]);
    expect([15, 17, 19].map((i) => tap.lines[i]!.slice(-4))).to.deep.equal(['6100', '6158', '9000']);
  });

  it('agrees for every segment size', async () => {
    for (let segmentSize = 6; segmentSize <= 255; segmentSize++) {
      const application = echo();
      const channel = await CardChannel.open(poweredCard(application), { segmentSize });
      for (const length of [1, segmentSize - 1, segmentSize, segmentSize + 1, 3 * segmentSize, 1020]) {
        expect(await channel.exchange(message(length))).to.deep.equal(message(length));
      }
    }
  });

  it('agrees for any message up to 64 kB, with and without Le, on any channel', async () => {
    const sample = fc.record({
      segmentSize: fc.integer({ min: 6, max: 255 }),
      request: fc.oneof(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 65_536 }),
        fc.constantFrom(0, 1, 256 * 6, 65_536),
      ),
      response: fc.oneof(
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 0, max: 65_536 }),
        fc.constantFrom(0, 1, 255, 256, 257, 512),
      ),
      storeDataLe: fc.boolean(),
      proprietaryGetResponse: fc.boolean(),
      before: fc.integer({ min: 0, max: 18 }),
    });
    await fc.assert(
      fc.asyncProperty(sample, async ({ request, response, before, ...options }) => {
        const application = new RecordingApplication(() => message(response));
        const card = poweredCard(application, 19);
        for (let i = 0; i < before; i++) await card.transmit(octets('0070000001'));
        const channel = await CardChannel.open(card, options);
        expect(channel.number).to.equal(before + 1);
        expect(await channel.exchange(message(request))).to.deep.equal(message(response));
        expect(application.commands).to.deep.equal([message(request)]);
      }),
      { numRuns: 120, seed: 22 },
    );
  });

  it('sends commands that are given at once one after another', async () => {
    const channel = await CardChannel.open(poweredCard(echo()), { segmentSize: 6 });
    const requests = Array.from({ length: 20 }, (_, i) => counting(40 + i, i));
    const answers = await Promise.all(requests.map((request) => channel.exchange(request)));
    expect(answers).to.deep.equal(requests);
  });

  it('takes the command as it was when it was given', async () => {
    const channel = await CardChannel.open(poweredCard(echo()));
    const request = counting(10);
    const answer = channel.exchange(request);
    request.fill(0);
    expect(await answer).to.deep.equal(counting(10));
  });

  it('keeps the commands of several channels apart, block by block', async () => {
    const card = poweredCard(echo());
    const tap = new Tap(card);
    const [one, other] = [
      await CardChannel.open(tap, { segmentSize: 6 }),
      await CardChannel.open(tap, { segmentSize: 7 }),
    ];
    const answers = await Promise.all([one.exchange(counting(300)), other.exchange(counting(310, 9))]);
    expect(answers).to.deep.equal([counting(300), counting(310, 9)]);
    expect(
      tap.lines
        .filter((line) => /^>8[12]E2/.test(line))
        .slice(0, 4)
        .map((line) => line.slice(1, 3)),
    ).to.deep.equal(['81', '82', '81', '82']);
  });
});

describe('CardChannel', () => {
  const opened = ['019000', '9000'] as const;
  const settings = { terminalCapability: false, segmentSize: 6 };

  it('passes on a refusal with its status word, and goes on afterwards', async () => {
    let status = 0x6a80;
    const application = new RecordingApplication((command) => {
      if (status !== 0x9000) throw new CommandRefusal(status);
      return command;
    });
    const channel = await CardChannel.open(poweredCard(application), settings);
    for (status of [0x6a80, 0x6a88, 0x6985, 0x6f00]) {
      const error = await rejection(channel.exchange(counting(20)));
      expect(error).to.be.instanceOf(StatusWordError).with.property('status', status);
      expect(error.message).to.match(/^The card refused STORE DATA, block 4 of 4: 6/);
    }
    status = 0x9000;
    expect(await channel.exchange(counting(20))).to.deep.equal(counting(20));
  });

  it('answers 6F00 for a fault within the application, and tells nothing of it', async () => {
    const application = new RecordingApplication(() => {
      throw new TypeError('secret');
    });
    const error = await rejection((await CardChannel.open(poweredCard(application))).exchange(counting(3)));
    expect(error).to.be.instanceOf(StatusWordError).with.property('status', 0x6f00);
    expect(error.message).not.to.include('secret');
  });

  it('refuses a card without ISD-R and leaves no channel open on it', async () => {
    const card = poweredCard(new RecordingApplication(() => counting(1), ECASD_AID), 1);
    for (let i = 0; i < 3; i++) {
      const error = await rejection(CardChannel.open(card));
      expect(error).to.be.instanceOf(StatusWordError).with.property('status', 0x6a82);
    }
    expect((await CardChannel.open(card, { aid: ECASD_AID })).number).to.equal(1);
    expect(await rejection(CardChannel.open(card))).to.have.property('status', 0x6a81);
  });

  it('repeats a command once with the Le that 6Cxx asks for', async () => {
    const tap = new Tap(
      scripted('6C01', '019000', '6103', '6C02', 'AABB9000', '9000', '6105', '0102036102', '6C02', '04059000'),
    );
    const channel = await CardChannel.open(tap, settings);
    expect(Buffer.from(channel.fileControlInformation).toString('hex')).to.equal('aabb');
    expect(await channel.exchange(counting(7))).to.deep.equal(octets('0102030405'));
    expect(tap.lines.filter((line) => line.startsWith('>'))).to.deep.equal([
      '>0070000001',
      '>0070000001',
      '>01A4040010A0000005591010FFFFFFFF8900000100',
      '>01C0000003',
      '>01C0000002',
      '>81E2110006000102030405',
      '>81E291010106',
      '>01C0000005',
      '>01C0000002',
      '>01C0000002',
    ]);
    const stubborn = await CardChannel.open(scripted(...opened, '6C05', '6C05'), settings);
    expect(await rejection(stubborn.exchange(counting(2)))).to.have.property('status', 0x6c05);
  });

  it('takes data with 9000, success with a proactive command waiting, and an empty answer', async () => {
    const channel = await CardChannel.open(scripted(...opened, '0102039000', '910B', '9000'), settings);
    expect(await channel.exchange(counting(2))).to.deep.equal(octets('010203'));
    expect(await channel.exchange(counting(2))).to.have.length(0);
    expect(await channel.exchange(counting(2))).to.have.length(0);
  });

  it('gives up a card that announces without end, answers too much, too early, or nothing that is a response', async () => {
    for (const [answers, code] of [
      [['6110', '6110', '6110'], 'Response'],
      [['6103', '0102036103', '0102036103', '0102036103', '0102039000'], 'ResponseTooLong'],
      [[''], 'Response'],
      [['00'], 'Response'],
      [['0000'], 'Response'],
    ] as const) {
      const channel = await CardChannel.open(scripted(...opened, ...answers), { ...settings, maximumResponse: 8 });
      expect(await rejection(channel.exchange(counting(3))))
        .to.be.instanceOf(ApduError)
        .with.property('code', code);
      expect(await rejection(channel.exchange(counting(3)))).to.have.property('code', 'ChannelLost');
    }
    const early = await CardChannel.open(scripted(...opened, '01029000'), settings);
    expect(await rejection(early.exchange(counting(7)))).to.have.property('code', 'Response');
    expect(await rejection(early.exchange(counting(7)))).to.have.property('code', 'ChannelLost');
  });

  it('is lost once the reader fails, closed once it is closed, and closing either again does nothing', async () => {
    const channel = await CardChannel.open(scripted(...opened, new Error('unplugged')), settings);
    expect((await rejection(channel.exchange(counting(3)))).message).to.equal('unplugged');
    expect(await rejection(channel.exchange(counting(3)))).to.have.property('code', 'ChannelLost');
    await channel.close();
    const application = echo();
    const card = poweredCard(application);
    {
      await using scoped = await CardChannel.open(card);
      await scoped.close();
    }
    expect(application.ended).to.equal(1);
    const closed = await CardChannel.open(card);
    await closed.close();
    expect(await rejection(closed.exchange(counting(3)))).to.have.property('code', 'ChannelClosed');
  });

  it('refuses a segment size out of range before it touches the card, and a channel number that is none', async () => {
    for (const segmentSize of [0, 5, 256, 6.5]) {
      expect(await rejection(CardChannel.open(scripted(), { segmentSize }))).to.have.property('code', 'SegmentSize');
    }
    for (const answer of ['009000', '149000', '9000', '01029000']) {
      expect(await rejection(CardChannel.open(scripted(answer), settings))).to.have.property('code', 'Response');
    }
  });

  it('selects another application where the card has its ISD-R under another AID', async () => {
    const aid = octets('A0000005591010FFFFFFFF8900050500');
    const application = new RecordingApplication((command) => command, aid);
    const card = new SoftwareCard([new RecordingApplication(() => counting(0), ISD_R_AID), application]);
    card.powerOn();
    const channel = await CardChannel.open(card, { aid });
    expect(await channel.exchange(counting(5))).to.deep.equal(counting(5));
    expect(application.commands).to.have.length(1);
  });
});

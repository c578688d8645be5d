import { expect } from 'chai';
import { CardChannel } from '../../../src/rsp/apdu/card-channel.ts';
import { ReaderError } from '../../../src/readers/error.ts';
import { listPcscReaders, PcscReader } from '../../../src/readers/pcsc/reader.ts';
import { InsertedCard } from '../../../src/readers/vpcd/inserted-card.ts';
import { ATR, echoCard, gate, message, STATUS, SUCCESS } from '../cards.ts';
import { expectReaderError } from '../rejection.ts';
import { describePcsc } from './describe-pcsc.ts';
import { Pcscd } from './pcscd.ts';

const READER = 'Virtual PCD 00 00';

describePcsc("PC/SC with pcscd and a card in vpcd's reader", function () {
  this.timeout(60_000);
  let pcscd: Pcscd;
  let reader: PcscReader;

  before(async () => {
    pcscd = await Pcscd.start();
  });

  after(async () => {
    await pcscd.stop();
  });

  beforeEach(async () => {
    reader = await PcscReader.open(READER);
  });

  afterEach(async () => {
    await reader.close();
    // pcscd looks every 0.4 s: a card that is out for less is not noticed to be another.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  });

  /** The service needs some polls until it has seen a card. */
  async function connect(): Promise<Uint8Array> {
    for (const end = Date.now() + 10_000; ;) {
      try {
        return await reader.connect();
      } catch (error) {
        const early =
          error instanceof ReaderError && ['NoCard', 'CardRemoved', 'CardUnresponsive'].includes(error.code);
        if (!early || Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  it('lists the readers, and says that there is no card', async () => {
    expect(await listPcscReaders()).to.deep.equal([READER, 'Virtual PCD 00 01']);
    await expectReaderError('NoCard', reader.connect());
    await expectReaderError('NoReader', PcscReader.open());
  });

  it('selects ISD-R and exchanges ES10 commands of one and of many blocks', async () => {
    await using _card = await InsertedCard.insert(echoCard(), { port: pcscd.port });
    expect(await connect()).to.deep.equal(ATR);
    const channel = await CardChannel.open(reader);
    for (const length of [1, 255, 256, 1020, 1500])
      expect(await channel.exchange(message(length))).to.deep.equal(message(length));
    await channel.close();
    const small = await CardChannel.open(reader, { segmentSize: 60, proprietaryGetResponse: true });
    expect(await small.exchange(message(700))).to.deep.equal(message(700));
  });

  it('resets the card: its channels are closed', async () => {
    await using _card = await InsertedCard.insert(echoCard(), { port: pcscd.port });
    await connect();
    expect((await CardChannel.open(reader)).number).to.equal(1);
    expect((await CardChannel.open(reader)).number).to.equal(2);
    expect(await reader.reset()).to.deep.equal(ATR);
    expect((await CardChannel.open(reader)).number).to.equal(1);
  });

  it('keeps the card for itself, or shares it', async () => {
    await using _card = await InsertedCard.insert(echoCard(), { port: pcscd.port });
    await connect();
    const other = await PcscReader.open(READER, { shared: true });
    await expectReaderError('ReaderInUse', other.connect());
    await reader.disconnect();
    const third = await PcscReader.open(READER, { shared: true });
    await other.connect();
    await third.connect();
    expect(await other.transmit(STATUS)).to.deep.equal(SUCCESS);
    await third.reset();
    await expectReaderError('CardReset', other.transmit(STATUS));
    await other.connect();
    expect(await other.transmit(STATUS)).to.deep.equal(SUCCESS);
    await Promise.all([other.close(), third.close()]);
  });

  it('notices a card that is removed in the middle of a command, and one that was removed before', async () => {
    const { reached, pass } = gate();
    const card = await InsertedCard.insert(echoCard(pass), { port: pcscd.port });
    await connect();
    const channel = await CardChannel.open(reader);
    const refused = expectReaderError('CardRemoved', channel.exchange(message(20)));
    await reached;
    await card.remove();
    await refused;
    await expectReaderError('NotConnected', reader.transmit(STATUS));
    await expectReaderError('NoCard', reader.connect());
    const next = await InsertedCard.insert(echoCard(), { port: pcscd.port });
    await connect();
    await next.remove();
    await expectReaderError('CardRemoved', reader.transmit(STATUS));
  });

  it('gives up a card that takes longer than it is allowed, and connects again once it has answered', async () => {
    const { reached, pass, open } = gate();
    await using _card = await InsertedCard.insert(echoCard(pass), { port: pcscd.port });
    await connect();
    const { transmit } = { transmit: (apdu: Uint8Array) => reader.transmit(apdu, { timeout: 1_000 }) };
    const channel = await CardChannel.open({ transmit });
    const late = expectReaderError('Timeout', channel.exchange(message(20)));
    await reached;
    await late;
    await expectReaderError('Timeout', reader.transmit(STATUS, { timeout: 100 }));
    open();
    expect(await connect()).to.deep.equal(ATR);
    expect(await (await CardChannel.open(reader)).exchange(message(20))).to.deep.equal(message(20));
  });

  it('waits for a card that takes five seconds, as real chips do', async () => {
    const slow = echoCard(() => new Promise((resolve) => setTimeout(resolve, 5_000)));
    await using _card = await InsertedCard.insert(slow, { port: pcscd.port });
    await connect();
    expect(await (await CardChannel.open(reader)).exchange(message(20))).to.deep.equal(message(20));
  });

  it('notices that reader and service are gone, and works again with a reader opened anew', async () => {
    const { reached, pass } = gate();
    const card = await InsertedCard.insert(echoCard(pass), { port: pcscd.port });
    await connect();
    const channel = await CardChannel.open(reader);
    const refused = expectReaderError('ServiceStopped', channel.exchange(message(20)));
    await reached;
    await pcscd.stop();
    await refused;
    expect(await card.removed).to.have.property('code', 'ReaderUnplugged');
    await expectReaderError('ServiceStopped', reader.connect());
    await expectReaderError('ServiceStopped', PcscReader.open(READER));
    pcscd = await Pcscd.start();
    await expectReaderError('ServiceStopped', reader.connect());
    await reader.close();
    reader = await PcscReader.open(READER);
    await using _card = await InsertedCard.insert(echoCard(), { port: pcscd.port });
    await connect();
    expect(await reader.transmit(STATUS)).to.deep.equal(SUCCESS);
  });
});

import { expect } from 'chai';
import { CardChannel } from '../../src/rsp/apdu/card-channel.ts';
import type { Card } from '../../src/rsp/apdu/card/card.ts';
import { InProcessReader } from '../../src/readers/in-process-reader.ts';
import { ATR, echoCard, gate, message, STATUS, SUCCESS } from './cards.ts';
import { expectReaderError } from './rejection.ts';

describe('InProcessReader', () => {
  it('connects, exchanges ES10 commands, resets and lets go of a card', async () => {
    const reader = new InProcessReader(echoCard());
    expect(await reader.connect()).to.deep.equal(ATR);
    expect(await reader.connect()).to.deep.equal(ATR);
    const channel = await CardChannel.open(reader, { segmentSize: 120 });
    expect(await channel.exchange(message(3000))).to.deep.equal(message(3000));
    expect(await reader.reset()).to.deep.equal(ATR);
    expect((await CardChannel.open(reader)).number).to.equal(1);
    await reader.disconnect();
    await reader.disconnect();
    await expectReaderError('NotConnected', reader.transmit(STATUS));
    await expectReaderError('NotConnected', reader.reset());
    await reader.connect();
    expect((await CardChannel.open(reader)).number).to.equal(1);
  });

  it('says so where there is no card, and takes one that is inserted later', async () => {
    const reader = new InProcessReader(undefined, { name: 'slot 1' });
    expect(await expectReaderError('NoCard', reader.connect())).to.include('slot 1');
    reader.insert(echoCard());
    await reader.connect();
    expect(await reader.transmit(STATUS)).to.deep.equal(SUCCESS);
    reader.remove();
    await expectReaderError('NotConnected', reader.transmit(STATUS));
    await expectReaderError('NoCard', reader.connect());
  });

  it('rejects the command under way when the card is removed or the reader closed', async () => {
    for (const [code, act] of [
      ['CardRemoved', (reader: InProcessReader) => reader.remove()],
      ['CardRemoved', (reader: InProcessReader) => reader.insert(echoCard())],
      ['ReaderClosed', (reader: InProcessReader) => void reader.close()],
    ] as const) {
      const { reached, pass } = gate();
      const reader = new InProcessReader(echoCard(pass));
      await reader.connect();
      const channel = await CardChannel.open(reader);
      const refused = expectReaderError(code, channel.exchange(message(9)));
      await reached;
      act(reader);
      await refused;
    }
  });

  it('gives up a card that lets its time pass, and takes its power', async () => {
    const { reached, pass, open } = gate();
    const reader = new InProcessReader(echoCard(pass), { timeout: 20 });
    await reader.connect();
    const channel = await CardChannel.open(reader);
    expect(await expectReaderError('Timeout', channel.exchange(message(9)))).to.include('20 ms');
    await reached;
    open();
    await expectReaderError('NotConnected', reader.transmit(STATUS));
    await reader.connect();
    expect(await reader.transmit(STATUS, { timeout: 5_000 })).to.deep.equal(SUCCESS);
  });

  it('passes on a card that fails as a card that must be connected again', async () => {
    const broken: Card = {
      powerOn: () => ATR,
      powerOff: () => undefined,
      reset: () => ATR,
      transmit: () => Promise.reject(new TypeError('fault')),
    };
    const reader = new InProcessReader(broken);
    await reader.connect();
    await expectReaderError('Failed', reader.transmit(STATUS));
    await expectReaderError('NotConnected', reader.transmit(STATUS));
  });

  it('does nothing more once it is closed', async () => {
    const reader = new InProcessReader(echoCard());
    await reader.close();
    await reader.close();
    for (const act of [
      () => reader.connect(),
      () => reader.transmit(STATUS),
      () => reader.reset(),
      () => reader.disconnect(),
    ]) {
      await expectReaderError('ReaderClosed', act());
    }
  });
});

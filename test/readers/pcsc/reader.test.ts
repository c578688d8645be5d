import { expect } from 'chai';
import type { ReaderErrorCode } from '../../../src/readers/error.ts';
import { listPcscReaders, PcscReader } from '../../../src/readers/pcsc/reader.ts';
import { ATR, STATUS, SUCCESS } from '../cards.ts';
import { expectReaderError } from '../rejection.ts';
import { FakeLibrary } from './fake-library.ts';

/** Codes stand here as numbers, as pcsclite.h has them. */
describe('PcscReader', () => {
  let library: FakeLibrary;

  beforeEach(() => {
    library = new FakeLibrary();
  });

  async function connected(options: { shared?: boolean; timeout?: number } = {}): Promise<PcscReader> {
    const reader = await PcscReader.open(undefined, { library, ...options });
    expect(await reader.connect()).to.deep.equal(ATR);
    library.calls.length = 0;
    return reader;
  }

  it('opens the only reader, or the one that is named, and says which there are where the choice is not clear', async () => {
    expect((await PcscReader.open(undefined, { library })).name).to.equal('Reader 00');
    library.names = ['Reader 00', 'Reader 01'];
    expect((await PcscReader.open('Reader 01', { library })).name).to.equal('Reader 01');
    for (const name of [undefined, 'Reader 02']) {
      const message = await expectReaderError('NoReader', PcscReader.open(name, { library }));
      expect(message).to.include('"Reader 00", "Reader 01"');
    }
    library.names = [];
    await expectReaderError('NoReader', PcscReader.open(undefined, { library }));
    library.codes.listReaders = 0x8010_002e;
    expect(await listPcscReaders({ library })).to.deep.equal([]);
    await expectReaderError('NoReader', PcscReader.open('Reader 00', { library }));
  });

  it('lets go of card and context when it is closed, once', async () => {
    const reader = await connected();
    expect(await reader.connect()).to.deep.equal(ATR);
    await reader.close();
    await reader.close();
    await expectReaderError('ReaderClosed', reader.connect());
    expect(library.calls).to.deep.equal(['status', 'disconnect 2', 'releaseContext']);
  });

  it('takes power from a card of its own and leaves a shared one as it is', async () => {
    for (const [shared, call] of [
      [false, 'disconnect 2'],
      [true, 'disconnect 0'],
    ] as const) {
      const reader = await connected({ shared });
      await reader.disconnect();
      await reader.disconnect();
      expect(library.calls).to.deep.equal([call]);
    }
  });

  it('goes on with the protocol that the card has after a reset', async () => {
    const reader = await connected();
    await reader.transmit(STATUS);
    expect(await reader.reset()).to.deep.equal(ATR);
    await reader.transmit(STATUS);
    expect(library.calls).to.deep.equal(['transmit 1 80f2000000', 'reconnect', 'status', 'transmit 2 80f2000000']);
  });

  const codes: readonly (readonly [number, ReaderErrorCode, boolean])[] = [
    [0x8010_0069, 'CardRemoved', true],
    [0x8010_0068, 'CardReset', true],
    [0x8010_0066, 'CardUnresponsive', true],
    [0x8010_0067, 'CardUnresponsive', true],
    [0x8010_0017, 'ReaderUnplugged', true],
    [0x8010_0009, 'ReaderUnplugged', true],
    [0x8010_001d, 'ServiceStopped', true],
    [0x8010_001e, 'ServiceStopped', true],
    [0x8010_0003, 'ServiceStopped', true],
    [0x8010_000c, 'NoCard', true],
    [0x8010_0013, 'Failed', true],
    [0x8010_0001, 'Failed', false],
  ];

  it('says what each code of a command means and lets go of a card that is no longer there', async () => {
    for (const [code, error, released] of codes) {
      library.codes.transmit = 0;
      const reader = await connected();
      library.codes.transmit = code;
      const message = await expectReaderError(error, reader.transmit(STATUS));
      expect(message).to.include('Reader 00').and.include(code.toString(16).toUpperCase());
      expect(library.calls.includes('disconnect 2'), message).to.equal(released);
      library.codes.transmit = 0;
      if (released) await expectReaderError('NotConnected', reader.transmit(STATUS));
      else expect(await reader.transmit(STATUS)).to.deep.equal(SUCCESS);
    }
  });

  it('says what each code of a connection means', async () => {
    for (const [code, error] of [
      [0x8010_000c, 'NoCard'],
      [0x8010_000b, 'ReaderInUse'],
      [0x8010_000f, 'CardUnresponsive'],
      [0x8010_0009, 'ReaderUnplugged'],
      [0x8010_006a, 'AccessDenied'],
      [0xffff_ffff, 'Failed'],
    ] as const) {
      const reader = await PcscReader.open(undefined, { library });
      library.codes.connect = code;
      await expectReaderError(error, reader.connect());
    }
    library.codes.establishContext = 0x8010_001d;
    expect(await expectReaderError('ServiceStopped', listPcscReaders({ library }))).to.include('Start it');
  });

  it('asks for the state of the reader where a command failed for no clear reason', async () => {
    for (const [state, code, error] of [
      [0x10, 0, 'CardRemoved'],
      [0x04, 0, 'ReaderUnplugged'],
      [0x08, 0, 'ReaderUnplugged'],
      [0x20, 0, 'Failed'],
      [0, 0x8010_0009, 'ReaderUnplugged'],
      [0, 0x8010_001d, 'ServiceStopped'],
    ] as const) {
      library.codes.stateChange = 0;
      library.codes.transmit = 0;
      const reader = await connected();
      library.codes.transmit = 0x8010_0016;
      library.codes.stateChange = code;
      library.state = state;
      await expectReaderError(error, reader.transmit(STATUS));
    }
  });

  it('takes an answer without a status word as a card that is gone', async () => {
    const reader = await connected();
    [library.response, library.state] = [new Uint8Array(0), 0x10];
    await expectReaderError('CardRemoved', reader.transmit(STATUS));
  });

  it('gives up a card that lets its time pass, and lets go of it when the library gives the command back', async () => {
    const reader = await connected({ timeout: 20 });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    library.waits.transmit = promise;
    const queued = [reader.transmit(STATUS), reader.transmit(SUCCESS)];
    for (const command of queued) await expectReaderError('Timeout', command);
    delete library.waits.transmit;
    const again = expectReaderError('Timeout', reader.connect());
    await again;
    expect(library.calls).to.deep.equal(['transmit 1 80f2000000']);
    resolve(undefined);
    // What waited behind it never reaches the card, and the connection is another.
    await reader.connect();
    expect(await reader.transmit(STATUS)).to.deep.equal(SUCCESS);
    expect(library.calls).to.deep.equal([
      'transmit 1 80f2000000',
      'disconnect 2',
      'connect',
      'status',
      'transmit 1 80f2000000',
    ]);
  });

  it('lets go of a connection that comes too late', async () => {
    const reader = await PcscReader.open(undefined, { library, timeout: 20 });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    library.waits.connect = promise;
    library.calls.length = 0;
    await expectReaderError('Timeout', reader.connect());
    resolve(undefined);
    await expectReaderError('NotConnected', reader.transmit(STATUS));
    expect(library.calls).to.deep.equal(['connect', 'status', 'disconnect 2']);
  });
});

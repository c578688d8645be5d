import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { EuiccError } from '../../../src/euicc/error.ts';
import { encodeFrame } from '../../../src/euicc/serve/frame.ts';
import { serveStream } from '../../../src/euicc/serve/stream.ts';
import { serveTcp } from '../../../src/euicc/serve/tcp.ts';
import { openSimulator } from '../../../src/euicc/simulator.ts';
import { SoftwareEuicc } from '../../../src/euicc/software-euicc.ts';
import { writePki } from '../../../src/pki/mint/store.ts';
import { InProcessReader } from '../../../src/readers/in-process-reader.ts';
import { octets } from '../../pki/support/refusal.ts';
import { requireVectors } from '../../pki/support/vectors.ts';
import { rejection } from '../../rsp/apdu/cards.ts';
import { FramedCard } from '../support/frames.ts';
import { iccid, LpaDouble } from '../support/lpa.ts';
import { mintedParties, mintedPki } from '../support/parties.ts';
import { metadataFor, ServerDouble } from '../support/server.ts';

const ATR = octets('3B074F70656E525350');
const MAIN = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');
const A = '89000123456789012341';
const POWER_ON = 1;
const ASK_ATR = Uint8Array.of(4);

const newEuicc = (): SoftwareEuicc => new SoftwareEuicc(mintedParties().ecasd);

describe('a card at a TCP port', () => {
  it('takes a whole download, and is a card in the next connection too', async () => {
    const euicc = newEuicc();
    const served = await serveTcp(euicc.card);
    try {
      const first = await FramedCard.connect(served.port);
      first.tell(POWER_ON);
      expect(await first.transmit(ASK_ATR)).to.deep.equal(ATR);
      const lpa = await LpaDouble.open(first);
      await lpa.download(new ServerDouble(mintedParties()), metadataFor(A));
      first.socket.destroy();
      const second = await reconnected(served.port);
      expect((await (await LpaDouble.open(second)).profiles()).map((profile) => profile.iccid)).to.deep.equal([A]);
      second.socket.destroy();
    } finally {
      await served.close();
    }
  });

  it('loses its session with power, by reset and by the end of the connection', async () => {
    const euicc = newEuicc();
    const served = await serveTcp(euicc.card);
    try {
      const card = await FramedCard.connect(served.port);
      for (const lose of [[2], [0, 1]]) {
        const lpa = await LpaDouble.open(card);
        const server = new ServerDouble(mintedParties());
        await lpa.authenticate(server);
        for (const control of lose) card.tell(control);
        expect(await rejection(lpa.prepareDownload(server.prepareDownload()))).to.have.property('status', 0x6881);
      }
      card.socket.destroy();
    } finally {
      await served.close();
    }
  });

  it('is in one reader: a second connection is closed', async () => {
    const served = await serveTcp(newEuicc().card);
    try {
      const first = await FramedCard.connect(served.port);
      expect(await first.transmit(ASK_ATR)).to.deep.equal(ATR);
      const second = await FramedCard.connect(served.port);
      await once(second.socket, 'close');
      expect(await first.transmit(ASK_ATR)).to.deep.equal(ATR);
    } finally {
      await served.close();
    }
  });

  it('cannot be where another is', async () => {
    const served = await serveTcp(newEuicc().card);
    try {
      const error = await rejection(serveTcp(newEuicc().card, { port: served.port }));
      expect(error).to.be.instanceOf(EuiccError).with.property('code', 'Listen');
    } finally {
      await served.close();
    }
  });
});

describe('a card in a reader of this process', () => {
  it('takes a whole download', async () => {
    const euicc = newEuicc();
    const reader = new InProcessReader(euicc.card);
    await reader.connect();
    const lpa = await LpaDouble.open(reader);
    await lpa.download(new ServerDouble(mintedParties()), metadataFor(A));
    expect(euicc.profile(A)).not.to.equal(undefined);
    await reader.close();
  });
});

describe('a card on a stream', () => {
  const serveAll = async (...frames: Uint8Array[]): Promise<unknown> => {
    const input = new PassThrough();
    const output = new PassThrough().resume();
    const served = serveStream(newEuicc().card, input, output);
    input.end(Buffer.concat(frames));
    return served.then(
      () => undefined,
      (error: unknown) => (error instanceof EuiccError ? error.code : error),
    );
  };

  it('answers messages that come octet by octet', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    void serveStream(newEuicc().card, input, output);
    const card = new FramedCard(output, new PassThrough());
    for (const octet of encodeFrame(octets('0070000001'))) {
      input.write(Uint8Array.of(octet));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await card.transmit(new Uint8Array(4))).to.deep.equal(octets('019000'));
    input.end();
  });

  it('ends at a message that is none, at an APDU without power, and where the stream is cut off', async () => {
    expect(await serveAll()).to.equal(undefined);
    expect(await serveAll(encodeFrame(new Uint8Array(0)), encodeFrame(octets('0070000001')))).to.equal(undefined);
    expect(await serveAll(encodeFrame(Uint8Array.of(9)))).to.equal('Frame');
    expect(await serveAll(encodeFrame(Uint8Array.of(0)), encodeFrame(octets('0070000001')))).to.equal('Frame');
    expect(await serveAll(Uint8Array.of(0, 5, 1))).to.equal('Frame');
  });
});

describe('an eUICC of the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'openrsp-simulator-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the certificates and keys of a folder, any chip of it', () => {
    const certificates = path.join(folder, 'pki');
    writePki(mintedPki(), certificates);
    const eids = mintedPki().euiccs.map(({ certificate }) => certificate.eid!);
    expect(openSimulator({ certificates }).euicc.eid).to.equal(eids[0]);
    for (const eid of eids) expect(openSimulator({ certificates, eid }).euicc.eid).to.equal(eid);
    const unknown = (): unknown => openSimulator({ certificates, eid: '89044045118427484800000000011736' });
    expect(unknown)
      .to.throw(EuiccError, `…${eids[1]!.slice(-4)}`)
      .with.property('code', 'Certificates');
    for (const whole of [...eids, '89044045118427484800000000011736'])
      expect(unknown).to.throw(EuiccError).with.property('message').that.does.not.include(whole);
  });

  it('takes the GSMA’s test certificates with their keys in keys.json', function () {
    const { euicc } = openSimulator({ certificates: requireVectors(this, 'sgp26') });
    expect(euicc.eid).to.equal('89049032123451234512345678901235');
  });

  it('refuses a folder without the key of a chip', () => {
    const certificates = path.join(folder, 'pki');
    writePki(mintedPki(), certificates);
    const without = path.join(folder, 'without');
    cpSync(certificates, without, { recursive: true });
    rmSync(path.join(without, 'keys'), { recursive: true });
    expect(() => openSimulator({ certificates: without }))
      .to.throw(EuiccError)
      .with.property('code', 'Certificates');
  });

  it('mints certificates once for a state, and keeps EID and profiles', async () => {
    const state = path.join(folder, 'card.json');
    const { euicc, certificates, close } = openSimulator({ state });
    expect(existsSync(path.join(certificates!, 'CERT_DPauth.der'))).to.equal(true);
    euicc.card.powerOn();
    const lpa = await LpaDouble.open(euicc.card);
    await lpa.channel.exchange(octets('BF3F058003612E62'));
    expect(() => openSimulator({ state }))
      .to.throw(EuiccError)
      .with.property('code', 'StoreInUse');
    close();
    const { euicc: again, close: closeAgain } = openSimulator({ state });
    closeAgain();
    expect(again.eid).to.equal(euicc.eid);
    expect(again.state.defaultDpAddress).to.equal('a.b');
    expect(openSimulator({}).euicc.eid).to.have.length(32);
  });

  it('mints nothing while another has the state, and lets it go where it cannot be opened', () => {
    const state = path.join(folder, 'card.json');
    const lock = `${state}.lock`;
    writeFileSync(lock, '1');
    expect(() => openSimulator({ state }))
      .to.throw(EuiccError)
      .with.property('code', 'StoreInUse');
    expect(readdirSync(folder)).to.deep.equal(['card.json.lock']);
    rmSync(lock);
    expect(() => openSimulator({ state, certificates: folder }))
      .to.throw(EuiccError)
      .with.property('code', 'Certificates');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('answers 6581 to what it is to keep once it was closed, and changes nothing', async () => {
    const state = path.join(folder, 'card.json');
    const { euicc, close } = openSimulator({ state });
    euicc.card.powerOn();
    const lpa = await LpaDouble.open(euicc.card);
    close();
    expect(await rejection(lpa.channel.exchange(octets('BF3F058003612E62')))).to.have.property('status', 0x6581);
    expect(euicc.state.defaultDpAddress).to.equal(undefined);
  });

  it('is a card on stdin and stdout, whose state outlives the program', async function () {
    this.timeout(60_000);
    const certificates = path.join(folder, 'pki');
    writePki(mintedPki(), certificates);
    const state = path.join(folder, 'card.json');
    for (const expected of [[], [A]]) {
      const flags = ['--listen', 'stdio', '--certificates', certificates, '--state', state];
      const program = spawn(process.execPath, [MAIN, 'euicc', 'simulate', ...flags], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const lpa = await LpaDouble.open(new FramedCard(program.stdout, program.stdin));
      expect((await lpa.profiles()).map((profile) => profile.iccid)).to.deep.equal(expected);
      const second = spawnSync(process.execPath, [MAIN, 'euicc', 'simulate', ...flags], { encoding: 'utf8' });
      expect(second.status).to.equal(1);
      expect(second.stderr).to.match(/^[^\n]*card\.json\.lock says that process \d+ [^\n]*\[StoreInUse\]\n$/);
      if (expected.length === 0) await lpa.download(new ServerDouble(mintedParties()), metadataFor(A));
      else expect(await lpa.enable(iccid(A))).to.equal(0);
      program.stdin.end();
      expect(await once(program, 'exit')).to.deep.equal([0, null]);
      expect(readdirSync(folder).sort()).to.deep.equal(['card.json', 'pki']);
    }
  });

  it('is a card in the reader of vpcd', async function () {
    this.timeout(60_000);
    const vpcd = createServer().listen(0, '127.0.0.1');
    await once(vpcd, 'listening');
    const { port } = vpcd.address() as AddressInfo;
    const flags = ['--listen', 'vpcd', '--port', String(port)];
    const program = spawn(process.execPath, [MAIN, 'euicc', 'simulate', ...flags], { stdio: 'ignore' });
    const [socket] = (await once(vpcd, 'connection')) as [Socket];
    const card = new FramedCard(socket, socket);
    card.tell(POWER_ON);
    expect(await card.transmit(ASK_ATR)).to.deep.equal(ATR);
    expect(await (await LpaDouble.open(card)).profiles()).to.deep.equal([]);
    program.kill('SIGTERM');
    expect(await once(program, 'exit')).to.deep.equal([0, null]);
    vpcd.close();
  });

  it('is a card at a port, and says in one sentence what is wrong', async function () {
    this.timeout(60_000);
    const program = spawn(process.execPath, [MAIN, 'euicc', 'simulate', '--listen', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    for await (const piece of program.stderr) {
      text += String(piece);
      const port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port === undefined) continue;
      const card = await FramedCard.connect(Number(port));
      expect(await card.transmit(ASK_ATR)).to.deep.equal(ATR);
      card.socket.destroy();
      program.kill('SIGTERM');
    }
    expect(program.exitCode ?? (await once(program, 'exit'))[0]).to.equal(0);

    const flags = ['--listen', 'stdio', '--certificates', path.join(folder, 'nowhere')];
    const failing = spawn(process.execPath, [MAIN, 'euicc', 'simulate', ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let sentence = '';
    for await (const piece of failing.stderr) sentence += String(piece);
    expect(sentence.trim().split('\n')).to.have.length(1);
    expect(sentence).to.include('nowhere');
  });
});

/** The server notices the end of a connection a moment later than its client. */
async function reconnected(port: number): Promise<Awaited<ReturnType<typeof FramedCard.connect>>> {
  for (;;) {
    const card = await FramedCard.connect(port);
    const isThere = await card.transmit(ASK_ATR).then(
      () => true,
      () => false,
    );
    if (isThere) return card;
  }
}

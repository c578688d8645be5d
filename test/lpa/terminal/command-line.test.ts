import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Command } from 'commander';
import { addLpa } from '../../../src/cli/lpa.ts';
import { serveTcp } from '../../../src/euicc/serve/tcp.ts';
import { markOf } from '../../../src/lpa/download/card-mark.ts';
import type { Terminal } from '../../../src/lpa/terminal/terminal.ts';
import { explain } from '../../../src/sdk/explain.ts';
import { InProcessReader } from '../../../src/readers/in-process-reader.ts';
import { answering, HttpServer } from '../support/http-server.ts';
import { openrsp } from '../support/openrsp.ts';
import { ADDRESS, ICCID, MATCHING_ID, newSmdp, pki, privateKeyOf, World, type WorldOptions } from '../support/world.ts';

/** A user whose answers are known before. */
class ScriptedTerminal implements Terminal {
  readonly isInteractive: boolean;
  readonly printed: string[] = [];
  readonly told: string[] = [];
  readonly #answers: string[];

  constructor(answers: string[] = [], isInteractive = answers.length > 0) {
    this.#answers = answers;
    this.isInteractive = isInteractive;
  }

  print(text: string): void {
    this.printed.push(text);
  }

  tell(text: string): void {
    this.told.push(text);
  }

  ask(question: string): Promise<string> {
    this.told.push(question);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error(`asked once more: ${question}`);
    return Promise.resolve(answer);
  }
}

const CODE = `LPA:1$${ADDRESS}$${MATCHING_ID}`;

describe('openrsp lpa', () => {
  let folder: string;
  let world: World;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'openrsp-lpa-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await world[Symbol.asyncDispose]();
  });

  async function open(options: WorldOptions = {}): Promise<void> {
    world = await World.open(options);
    await world.connection.close();
  }

  /** Runs one command line, each with a reader of its own on the same card. */
  async function lpa(line: readonly string[], terminal = new ScriptedTerminal()): Promise<ScriptedTerminal> {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addLpa(program, { openReader: () => Promise.resolve(new InProcessReader(world.euicc.card)), terminal });
    const route = line.includes('--route') ? [] : ['--http', '--route', `127.0.0.1:${world.http.port}`];
    const journal = line[0] === 'download' ? ['--journal', path.join(folder, 'download.json')] : [];
    await program.parseAsync(['lpa', ...line, ...route, ...journal], { from: 'user' });
    return terminal;
  }

  const json = async (...line: string[]): Promise<unknown> =>
    JSON.parse((await lpa([...line, '--json'])).printed.join('')) as unknown;
  const refusal = async (line: readonly string[], terminal?: ScriptedTerminal): Promise<string> => {
    const error = await lpa(line, terminal).then(
      () => undefined,
      (error: unknown) => error,
    );
    const sentence = explain(error);
    if (sentence === undefined) throw error as Error;
    return sentence;
  };

  it('downloads, lists, names, enables, disables and deletes', async () => {
    await open();
    const download = await lpa(['download', '--activation-code', CODE, '--yes']);
    expect(download.printed.join()).to.include(ICCID);
    const told = download.told.join('\n');
    expect(told.match(/\d+ % of the package/g)).to.deep.equal(
      [25, 50, 75, 100].map((percent) => `${percent} % of the package`),
    );
    for (const secret of [ICCID, MATCHING_ID, world.euicc.eid]) expect(told).to.not.include(secret);

    expect(await json('profiles')).to.have.nested.property('[0].state', 'disabled');
    expect(await json('nickname', ICCID, 'travel')).to.have.property('nickname', 'travel');
    expect(await json('enable', 'travel')).to.have.property('state', 'enabled');
    expect(await refusal(['delete', ICCID, '--yes']))
      .to.include('profileNotInDisabledState')
      .and.include('[EuiccRefused]');
    expect(await json('disable', ICCID)).to.have.property('state', 'disabled');
    await lpa(['delete', ICCID], new ScriptedTerminal(['y']));
    expect(await json('profiles')).to.deep.equal([]);
    expect(await json('notifications')).to.deep.equal([]);
    expect(world.smdpStore.notifications.all()).to.have.length(4);
  });

  it('trusts the Certificate Issuer in a file for TLS, and no other', async () => {
    await open();
    const cert = `-----BEGIN CERTIFICATE-----\n${Buffer.from(pki().dpTls.certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const key = privateKeyOf(pki().dpTls).export({ format: 'pem', type: 'pkcs8' });
    await using server = await HttpServer.start(newSmdp(world.smdpStore), { key, cert });
    const file = path.join(folder, 'ci.der');
    writeFileSync(file, pki().ci.certificate.der);
    const line = ['download', '--activation-code', CODE, '--yes', '--route', `127.0.0.1:${server.port}`];
    expect(await refusal(line)).to.include('[TlsUntrusted]');
    await lpa([...line, '--ci', file]);
    expect(world.orderState).to.equal('Installed');
  });

  it('shows the user the profile and asks; what the server names it moves no cursor', async () => {
    await open({ order: { metadata: { profileName: 'Evil\u001b[2J', profilePolicyRules: ['ppr2'] } } });
    const terminal = await lpa(['download', '--activation-code', CODE], new ScriptedTerminal(['what?', 'y', 'yes']));
    const told = terminal.told.join('\n');
    expect(told).to.include('Evil?[2J').and.include('cannot delete it');
    expect(told).to.not.include('\u001b');
  });

  it('ends the order where the user says no, and keeps it where nobody is there to ask', async () => {
    await open();
    const line = ['download', '--activation-code', CODE];
    expect(await refusal(line)).to.include('[EndUserPostponed]');
    expect(world.orderState).to.equal('Released');
    expect(await refusal(line, new ScriptedTerminal(['n']))).to.include('[EndUserRejected]');
    expect(world.orderState).to.equal('Error');
  });

  it('asks for the confirmation code, or takes it from the command line, and shows it nowhere', async () => {
    await open({ order: { confirmationCode: '271828' } });
    const line = ['download', '--activation-code', `${CODE}$$1`, '--yes'];
    expect(await refusal(line)).to.include('[ConfirmationCodeMissing]');
    const wrong = await refusal([...line, '--confirmation-code', '314159']);
    expect(wrong).to.include('8.2.7/3.8').and.not.include('314159');
    const terminal = await lpa(line, new ScriptedTerminal(['271828']));
    expect([...terminal.told, ...terminal.printed].join()).to.not.include('271828');
  });

  it('takes the confirmation code from the first line of its input, where nobody is there to ask', async () => {
    await open({ order: { confirmationCode: '271828' } });
    const line = ['download', '--activation-code', `${CODE}$$1`, '--yes', '--confirmation-code', '-'];
    const terminal = await lpa(line, new ScriptedTerminal(['271828'], false));
    expect(world.orderState).to.equal('Installed');
    expect([...terminal.told, ...terminal.printed].join()).to.not.include('271828');
  });

  it('in a process of its own reads the confirmation code that is piped in, and prints JSON alone', async () => {
    for (const [input, state] of [
      ['271828', 'Installed'],
      ['271828\nmore\n', 'Installed'],
      ['271829', 'Released'],
      ['', 'Released'],
    ] as const) {
      await open({ order: { confirmationCode: '271828' } });
      const served = await serveTcp(world.euicc.card);
      try {
        const line = [
          'lpa',
          'download',
          '--activation-code',
          `${CODE}$$1`,
          '--yes',
          '--confirmation-code',
          '-',
          '--json',
        ];
        const reader = [
          '--reader',
          `tcp:127.0.0.1:${served.port}`,
          '--http',
          '--route',
          `127.0.0.1:${world.http.port}`,
        ];
        const { code, out, err } = await openrsp([...line, ...reader, '--journal', path.join(folder, 'j.json')], input);
        expect(world.orderState, err).to.equal(state);
        expect(`${out}${err}`).to.not.include('27182');
        expect(err).to.not.match(/^ +at /m);
        if (state === 'Installed') {
          expect(code).to.equal(0);
          expect(JSON.parse(out)).to.include({ iccid: ICCID });
          expect(err).to.include('100 % of the package');
        } else {
          expect([code, out]).to.deep.equal([1, '']);
          expect(err).to.include(input === '' ? '[Interrupted]' : '[ServerRefused]');
        }
      } finally {
        await served.close();
        await world[Symbol.asyncDispose]();
      }
    }
    await open();
  });

  it('says in its help that other processes see a confirmation code that is an argument', async () => {
    await open();
    const { out } = await openrsp(['lpa', 'download', '--help']);
    expect(out.replaceAll(/\s+/g, ' ')).to.include(
      '- reads it from stdin, anything else is visible in the process list',
    );
  });

  it('uses the default SM-DP+ where there is no activation code, and says so where there is none', async () => {
    await open({ order: { matchingId: '' }, properties: { defaultDpAddress: ADDRESS } });
    world.smdpStore.orders.replace({ ...world.smdpStore.orders.all()[0]!, eid: world.euicc.eid });
    await lpa(['download', '--yes']);
    expect(world.orderState).to.equal('Installed');
    await world[Symbol.asyncDispose]();
    await open();
    expect(await refusal(['download', '--yes'])).to.include('[NoSmdpAddress]');
  });

  it('resumes an interrupted download, and before that begins no other', async () => {
    await open();
    const card = markOf(world.euicc.eid);
    const record = { version: 1, order: world.order, step: 'prepared', card, transactionId: '00'.repeat(16) };
    writeFileSync(path.join(folder, 'download.json'), JSON.stringify(record));
    const other = ['download', '--activation-code', `1$${ADDRESS}$OTHER`, '--yes'];
    expect(await refusal(other))
      .to.include('[Journal]')
      .and.include('interrupted')
      .and.include('--abandon')
      .and.include(path.join(folder, 'download.json'));
    const withOid = ['download', '--activation-code', `1$${ADDRESS}$${MATCHING_ID}$2.999.11`, '--yes'];
    expect(await refusal(withOid)).to.include('[Journal]');
    await lpa(['download', '--yes']);
    expect(world.orderState).to.equal('Installed');
  });

  it('gives an interrupted download up, once, and can begin another one then', async () => {
    await open();
    const file = path.join(folder, 'download.json');
    const card = markOf(world.euicc.eid);
    const order = { ...world.order, matchingId: 'OTHER' };
    const record = { version: 1, order, step: 'prepared', card, transactionId: '00'.repeat(16) };
    writeFileSync(file, JSON.stringify(record));
    const both = lpa(['download', '--abandon', '--activation-code', CODE]).catch((error: unknown) => error);
    expect(await both).to.have.property('code', 'commander.conflictingOption');
    expect(existsSync(file)).to.equal(true);
    const { told, printed } = await lpa(['download', '--abandon']);
    expect(told.join()).to.include('was given up').and.include('had no session of it any more');
    expect(printed).to.deep.equal([]);
    expect(existsSync(file)).to.equal(false);
    expect(await refusal(['download', '--abandon']))
      .to.include('[Journal]')
      .and.include(file);
    await lpa(['download', '--activation-code', CODE, '--yes']);
    expect(world.orderState).to.equal('Installed');
  });

  it('asks for answers as the card needs it: in the last block itself, or in class 8X', async () => {
    await open();
    const sentWith = async (...flags: string[]): Promise<string[]> => {
      const sent: string[] = [];
      class TracedReader extends InProcessReader {
        override transmit(apdu: Uint8Array): Promise<Uint8Array> {
          sent.push(Buffer.from(apdu).toString('hex'));
          return super.transmit(apdu);
        }
      }
      const program = new Command().exitOverride();
      const openReader = () => Promise.resolve(new TracedReader(world.euicc.card));
      addLpa(program, { openReader, terminal: new ScriptedTerminal() });
      await program.parseAsync(['lpa', 'info', '--http', ...flags], { from: 'user' });
      return sent;
    };
    const storeData = (sent: string[]): string[] => sent.filter((apdu) => /^8.e2/.test(apdu));
    const hasLe = (apdu: string): boolean => apdu.length / 2 === 5 + Number.parseInt(apdu.slice(8, 10), 16) + 1;
    const plain = await sentWith();
    expect(storeData(plain).some(hasLe)).to.equal(false);
    expect(plain.some((apdu) => /^0.c0/.test(apdu))).to.equal(true);
    expect(plain.some((apdu) => /^8.c0/.test(apdu))).to.equal(false);
    const asking = await sentWith('--store-data-le');
    expect(storeData(asking).every(hasLe)).to.equal(true);
    const proprietary = await sentWith('--proprietary-get-response');
    expect(proprietary.some((apdu) => /^8.c0/.test(apdu))).to.equal(true);
    expect(proprietary.filter((apdu) => /^0.c0/.test(apdu))).to.have.length.lessThan(
      plain.filter((apdu) => /^0.c0/.test(apdu)).length,
    );
  });

  it('tells of the eUICC', async () => {
    await open();
    const info = await json('info');
    expect(info).to.include({ eid: world.euicc.eid, svn: '2.2.2', rootDsAddress: 'testrootsmds.example.com' });
    expect((await lpa(['info'])).printed.join()).to.match(new RegExp(`^eid +${world.euicc.eid}$`, 'm'));
  });

  it('keeps notifications that no server takes, and forgets one only when told to', async () => {
    await open();
    world.http.misbehave('handleNotification', answering(404));
    const { told } = await lpa(['download', '--activation-code', CODE, '--yes']);
    expect(told.join()).to.include('stays on the eUICC');
    const [{ seqNumber }] = (await json('notifications')) as [{ seqNumber: number }];
    expect(await json('notifications', '--remove', `${seqNumber}`)).to.deep.equal([]);
  });

  it('resets the eUICC when told what and when confirmed', async () => {
    await open();
    await lpa(['download', '--activation-code', CODE, '--yes']);
    expect(await refusal(['reset', '--yes'])).to.include('--operational');
    expect(await refusal(['reset', '--operational'])).to.include('--yes');
    expect(await refusal(['reset', '--operational'], new ScriptedTerminal(['']))).to.include('Nothing was changed');
    expect(await json('profiles')).to.have.length(1);
    await lpa(['reset', '--operational', '--yes']);
    expect(await json('profiles')).to.deep.equal([]);
  });

  it('refuses profiles that are not there, activation codes that are none, and other options', async () => {
    await open();
    expect(await refusal(['enable', 'nobody'])).to.include('[ProfileUnknown]');
    expect(await refusal(['download', '--activation-code', 'nonsense'])).to.include('[ActivationCode]');
    for (const code of ['SECRET', `1$${ADDRESS}$SECRET ÿ`, `1$${ADDRESS}$$SECRET`, `1$${ADDRESS}$T$$SECRET`]) {
      expect(await refusal(['download', '--activation-code', code])).to.not.include('SECRET');
    }
    expect(await refusal(['profiles', '--segment-size', '5'])).to.include('[SegmentSize]');
    expect(await refusal(['profiles', '--aid', 'A0000005591010FFFFFFFF8900050500'])).to.include('6A82');
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { MemoryStore } from '../../../src/euicc/state/store.ts';
import { EuiccConnection } from '../../../src/lpa/connection.ts';
import { markOf } from '../../../src/lpa/download/card-mark.ts';
import { FileJournal, type DownloadJournal } from '../../../src/lpa/download/journal.ts';
import type { DownloadOptions } from '../../../src/lpa/download/options.ts';
import { ProfileDownload } from '../../../src/lpa/download/profile-download.ts';
import { resumeDownload } from '../../../src/lpa/download/resume.ts';
import type { DownloadStep } from '../../../src/lpa/download/state.ts';
import type { Es9Plus } from '../../../src/lpa/es9plus/es9plus.ts';
import { CancelSessionReason } from '../../../src/rsp/structures/cancel-session.ts';
import { answering } from '../support/http-server.ts';
import { rejectionOf } from '../support/rejection.ts';
import { ADDRESS, ICCID, newEuicc, World } from '../support/world.ts';

/** The program is gone: nothing of it does anything any more. */
class Killed extends Error {}

type When = 'before' | 'after';

/** Ends the program at its `last`-th action on card or server: before it is done, or after, with its answer lost. */
class Killer {
  readonly #last: number;
  readonly #when: When;
  actions = 0;

  constructor(last: number, when: When) {
    this.#last = last;
    this.#when = when;
  }

  async act<T>(act: () => Promise<T>): Promise<T> {
    this.actions++;
    if (this.actions > this.#last || (this.actions === this.#last && this.#when === 'before')) throw new Killed();
    const answer = await act();
    if (this.actions === this.#last) throw new Killed();
    return answer;
  }

  options(options: DownloadOptions): DownloadOptions {
    const { es10, es9Plus, journal } = options;
    const functions = [
      'initiateAuthentication',
      'authenticateClient',
      'getBoundProfilePackage',
      'handleNotification',
      'cancelSession',
    ] as const;
    const mortal = Object.fromEntries(
      functions.map((name) => [
        name,
        (address: string, request: never) =>
          this.act(() =>
            (es9Plus[name] as (address: string, request: never) => Promise<unknown>).call(es9Plus, address, request),
          ),
      ]),
    );
    // What is written stays; a dead program writes nothing.
    const alive = <T>(act: () => Promise<T>) => (this.actions >= this.#last ? Promise.reject(new Killed()) : act());
    const mortalJournal: DownloadJournal = {
      place: journal!.place,
      load: () => alive(() => journal!.load()),
      save: (record) => alive(() => journal!.save(record)),
      clear: () => alive(() => journal!.clear()),
    };
    return {
      ...options,
      es10: { exchange: (command) => this.act(() => es10.exchange(command)) },
      es9Plus: mortal as unknown as Es9Plus,
      journal: mortalJournal,
    };
  }
}

async function runAndDie(world: World, killer: Killer): Promise<void> {
  try {
    await new ProfileDownload(world.order, killer.options(world.downloadOptions())).run();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

/** As the program does when it is started again: what was under way, or else the same order anew. */
async function startAgain(world: World): Promise<void> {
  const resumed = await resumeDownload(world.downloadOptions());
  const isThere = world.euicc.state.profiles.length > 0;
  if (resumed === undefined && isThere) return;
  await (resumed ?? new ProfileDownload(world.order, world.downloadOptions())).run();
}

async function actionsOfAll(): Promise<number> {
  await using world = await World.open();
  const killer = new Killer(Infinity, 'before');
  await runAndDie(world, killer);
  return killer.actions;
}

describe('A download that is interrupted', () => {
  for (const when of ['before', 'after'] as const) {
    it(`is resumed to its end, wherever the program was killed ${when} an action on card or server, with the card's power lost`, async () => {
      const actions = await actionsOfAll();
      expect(actions).to.be.greaterThan(20);
      for (let last = 1; last <= actions; last++) {
        await using world = await World.open();
        await runAndDie(world, new Killer(last, when));
        await world.powerCycle();
        await startAgain(world);
        const at = `killed at ${last} of ${actions}`;
        expect(
          world.euicc.state.profiles.map(({ iccid }) => iccid),
          at,
        ).to.deep.equal([ICCID]);
        expect(world.euicc.state.notifications, at).to.deep.equal([]);
        expect(world.orderState, at).to.equal('Installed');
        expect(world.journal.record, at).to.equal(undefined);
        // Accepted once is accepted, unless the program died while the answer was on its way to the journal.
        expect(world.endUser.asked.length, at).to.be.within(1, 2);
      }
    });
  }

  it('is resumed on a card that kept its power: the session it still has is cancelled and the order kept', async () => {
    const actions = await actionsOfAll();
    for (let last = 4; last <= actions; last += 3) {
      await using world = await World.open();
      await runAndDie(world, new Killer(last, 'after'));
      await startAgain(world);
      expect(world.euicc.state.profiles, `killed at ${last}`).to.have.length(1);
      expect(world.orderState, `killed at ${last}`).to.equal('Installed');
    }
  });

  it('is not resumed on another card, whose user was not asked; on its own it still is', async () => {
    await using world = await World.open();
    const actions = await actionsOfAll();
    await runAndDie(world, new Killer(actions - 8, 'after'));
    const record = world.journal.record!;
    expect(record.acceptedMetadata).to.not.equal(undefined);

    const other = newEuicc(new MemoryStore(), {}, 1);
    world.reader.remove();
    world.reader.insert(other.card);
    const es10 = await EuiccConnection.open(world.reader);
    const error = await rejectionOf(
      'Journal',
      resumeDownload({ ...world.downloadOptions(), es10 }),
      'another eUICC',
      '--abandon',
      world.journal.place,
    );
    for (const eid of [other.eid, world.euicc.eid]) expect(error.message).to.not.include(eid);
    expect(other.state.profiles).to.deep.equal([]);
    expect(world.journal.record).to.equal(record);

    await world.powerCycle();
    await startAgain(world);
    expect(world.euicc.state.profiles).to.have.length(1);
    expect(world.orderState).to.equal('Installed');
  });

  it('does not ask again what the user accepted, but asks where the profile is another one', async () => {
    for (const isChanged of [false, true]) {
      await using world = await World.open();
      const { es9Plus } = world;
      const dying = {
        initiateAuthentication: es9Plus.initiateAuthentication.bind(es9Plus),
        authenticateClient: es9Plus.authenticateClient.bind(es9Plus),
        getBoundProfilePackage: () => Promise.reject(new Killed()),
        handleNotification: () => Promise.reject(new Killed()),
        cancelSession: () => Promise.reject(new Killed()),
      };
      const es10 = world.connection;
      const options = world.downloadOptions({ es9Plus: dying });
      const { journal } = options;
      const clear = journal.clear.bind(journal);
      journal.clear = () => Promise.resolve();
      await new ProfileDownload(world.order, options).run().catch(() => undefined);
      journal.clear = clear;
      // The record as a program that died in GetBoundProfilePackage leaves it.
      journal.record = { ...journal.record!, step: 'prepared', cancelSession: undefined };
      if (isChanged) journal.record = { ...journal.record, acceptedMetadata: '00'.repeat(32) };
      expect(world.endUser.asked).to.deep.equal(['profile']);
      await (await resumeDownload(world.downloadOptions({ es10 })))!.run();
      expect(world.endUser.asked).to.deep.equal(isChanged ? ['profile', 'profile'] : ['profile']);
    }
  });

  it('by its signal is cancelled before the next step, at each of them, and the order can be used again', async () => {
    const steps: DownloadStep[] = [
      'initiated',
      'serverAuthenticated',
      'clientAuthenticated',
      'consented',
      'prepared',
      'packageReceived',
    ];
    for (const step of steps) {
      await using world = await World.open();
      const abort = new AbortController();
      const onProgress: DownloadOptions['onProgress'] = (progress) => {
        if (progress.kind === 'step' && progress.step === step) abort.abort();
      };
      const act = new ProfileDownload(world.order, world.downloadOptions({ onProgress, signal: abort.signal })).run();
      const error = await rejectionOf('Interrupted', act);
      expect(error, step).to.have.property('step', step);
      // Before AuthenticateServer the eUICC has nothing to cancel.
      const euicc = step === 'initiated' ? 'noSession' : 'cancelled';
      expect(error, step).to.have.nested.property('cancellation.euicc', euicc);
      expect(world.orderState, step).to.be.oneOf(['Released', 'Downloaded']);
      await new ProfileDownload(world.order, world.downloadOptions()).run();
      expect(world.orderState, step).to.equal('Installed');
    }
  });

  it('by a card taken out while it got the package is resumed when the card is back', async () => {
    await using world = await World.open();
    const onProgress: DownloadOptions['onProgress'] = (progress) => {
      if (progress.kind === 'segment' && progress.loaded === 4) world.reader.remove();
    };
    const act = new ProfileDownload(world.order, world.downloadOptions({ onProgress })).run();
    const error = await rejectionOf('EuiccUnreachable', act, 'resume');
    expect(error).to.have.nested.property('cancellation.euicc', 'failed');
    await world.powerCycle();
    await (await resumeDownload(world.downloadOptions()))!.run();
    expect(world.orderState).to.equal('Installed');
    expect(world.euicc.state.notifications).to.deep.equal([]);
  });

  it('with a cancellation that the server does not know yet tells the server first', async () => {
    await using world = await World.open({ client: { attempts: 1 } });
    world.endUser.acceptProfile = () => Promise.resolve('rejected');
    world.http.misbehave('cancelSession', answering(502), answering(502));
    await rejectionOf('EndUserRejected', new ProfileDownload(world.order, world.downloadOptions()).run());
    await rejectionOf('Unreachable', resumeDownload(world.downloadOptions()), '--abandon', world.journal.place);
    expect(world.orderState).to.equal('Released');
    await rejectionOf('Cancelled', resumeDownload(world.downloadOptions()), ADDRESS);
    expect(world.orderState).to.equal('Error');
    expect(world.smdpStore.sessions.all().map(({ state }) => state)).to.deep.equal(['Ended']);
    expect(await resumeDownload(world.downloadOptions())).to.equal(undefined);
  });

  it('after a postponed one tells the server and begins anew', async () => {
    await using world = await World.open({ client: { attempts: 1 } });
    world.endUser.acceptProfile = () => Promise.resolve('postponed');
    world.http.misbehave('cancelSession', answering(502));
    await rejectionOf('EndUserPostponed', new ProfileDownload(world.order, world.downloadOptions()).run());
    expect(world.journal.record?.cancelSession?.reason).to.equal(CancelSessionReason.postponed);
    world.endUser.acceptProfile = () => Promise.resolve('accepted');
    await (await resumeDownload(world.downloadOptions()))!.run();
    expect(world.orderState).to.equal('Installed');
  });
});

describe('A journal in a file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'openrsp-lpa-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is for its owner only, holds neither EID, ICCID nor confirmation code, and is gone at the end', async () => {
    await using world = await World.open({ order: { confirmationCode: '31415926' } });
    world.endUser.code = '31415926';
    const file = path.join(folder, 'state', 'download.json');
    const journal = new FileJournal(file);
    const texts: string[] = [];
    const onProgress = ({ kind }: { kind: string }) => kind === 'segment' && texts.push(readFileSync(file, 'utf8'));
    const options = { ...world.downloadOptions({ onProgress }), journal };
    const download = new ProfileDownload(world.order, options);
    const run = download.run();
    await run;
    expect(texts.length).to.be.greaterThan(5);
    for (const secret of [world.euicc.eid, ICCID, '31415926']) expect(texts.join()).to.not.include(secret);
    expect(await journal.load()).to.equal(undefined);
    const record = { version: 1, order: world.order, step: 'started', card: markOf(world.euicc.eid) } as const;
    await journal.save(record);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(await journal.load()).to.deep.equal(record);
  });

  it('refuses a file that is no record, and says which', async () => {
    const file = path.join(folder, 'download.json');
    for (const text of ['', '{', '[]', 'null', '{"version":2}', '{"version":1,"step":"started","order":{}}']) {
      writeFileSync(file, text);
      await rejectionOf('Journal', new FileJournal(file).load(), file);
    }
  });
});

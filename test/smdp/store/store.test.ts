import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { SmdpError } from '../../../src/smdp/error.ts';
import { memoryStore } from '../../../src/smdp/store/memory.ts';
import { sqliteStore } from '../../../src/smdp/store/sqlite.ts';
import type { SmdpStore } from '../../../src/smdp/store/store.ts';
import { fixture } from '../support/fixture.ts';

const session = (transactionId: string) => ({
  transactionId,
  state: 'Initiated',
  serverChallenge: Uint8Array.of(1, 2, 3),
  serverAddress: 'a',
  ciPKId: '00',
  expiresAt: 5,
});

describe('SmdpStore', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smdp-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const kinds: Readonly<Record<string, () => SmdpStore>> = {
    memory: memoryStore,
    sqlite: () => sqliteStore(path.join(folder, 'store.sqlite')),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    describe(kind, () => {
      it('gives back what was put in, as a copy', () => {
        const store = make();
        const record = { ...session('A'), eid: '8', euiccOtpk: Uint8Array.of(9), freeMemory: 2 ** 40 };
        store.sessions.insert(record);
        const found = store.sessions.get('A')!;
        expect(found).to.deep.equal(record);
        found.serverChallenge[0] = 7;
        record.serverChallenge[0] = 8;
        expect(store.sessions.get('A')!.serverChallenge[0]).to.equal(1);
        expect(store.sessions.get('B')).to.equal(undefined);
        store.sessions.insert(session('B'));
        expect(Object.keys(store.sessions.get('B')!)).to.have.length(6);
        expect(store.sessions.where('state', 'Initiated').map(({ transactionId }) => transactionId)).to.deep.equal([
          'A',
          'B',
        ]);
        expect(store.sessions.where('state', "x' OR '1'='1")).to.deep.equal([]);
        store.close();
      });

      it('replaces and removes', () => {
        const store = make();
        store.sessions.insert({ ...session('A'), eid: '8' });
        store.sessions.replace({ ...session('A'), state: 'Ended' });
        expect(store.sessions.all()).to.deep.equal([{ ...session('A'), state: 'Ended' }]);
        expectCode('Duplicate', () => store.sessions.insert(session('A')));
        expectCode('NotFound', () => store.sessions.replace(session('B')));
        store.sessions.remove('A');
        store.sessions.remove('A');
        expect(store.sessions.all()).to.deep.equal([]);
        store.close();
      });

      it('counts, and finds the oldest and the greatest', () => {
        const store = make();
        for (const [transactionId, expiresAt, eid] of [
          ['A', 5, '8'],
          ['B', 9, '8'],
          ['C', 7, '9'],
        ] as const) {
          store.sessions.insert({ ...session(transactionId), expiresAt, eid });
        }
        const { sessions } = store;
        const absent = { state: "x' OR '1'='1" };
        expect(
          [{}, { eid: '8' }, { eid: '8', expiresAt: 9 }, absent].map((having) => sessions.count(having)),
        ).to.deep.equal([3, 2, 1, 0]);
        expect(sessions.oldest({ state: 'Initiated' })?.transactionId).to.equal('A');
        sessions.replace({ ...session('A'), state: 'Ended' });
        expect(sessions.oldest({ state: 'Initiated' })?.transactionId).to.equal('B');
        expect(sessions.oldest(absent)).to.equal(undefined);
        expect(sessions.greatest('expiresAt', {})).to.equal(9);
        expect(sessions.greatest('expiresAt', { eid: '9' })).to.equal(7);
        expect(sessions.greatest('expiresAt', absent)).to.equal(undefined);
        expect(sessions.greatest('freeMemory', {})).to.equal(undefined);
        store.close();
      });

      it('does all of a transaction or nothing', () => {
        const store = make();
        store.sessions.insert(session('A'));
        const act = () =>
          store.transaction(() => {
            store.sessions.remove('A');
            store.sessions.insert(session('B'));
            throw new Error('stop');
          });
        expect(act).to.throw('stop');
        expect(store.sessions.all()).to.deep.equal([session('A')]);
        const result = store.transaction(() => {
          store.sessions.insert(session('C'));
          return 5;
        });
        expect(result).to.equal(5);
        expect(store.sessions.all()).to.have.length(2);
        store.close();
      });

      it('serves a session', async () => {
        const store = make();
        const { order, orderNow, download, chip, server } = fixture({ store });
        const made = await order();
        const { boundProfilePackage } = await download(chip, made.matchingId);
        await server.handleNotification({ pendingNotification: chip.installationResult(boundProfilePackage) });
        expect(orderNow(made).state).to.equal('Installed');
        store.close();
      });
    });
  }

  it('keeps a file that only its owner reads, and what was in it', () => {
    const file = path.join(folder, 'store.sqlite');
    writeFileSync(file, '', { mode: 0o644 });
    const store = sqliteStore(file);
    store.sessions.insert(session('A'));
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).to.equal(0o600);
    const second = sqliteStore(file);
    expect(second.sessions.all()).to.have.length(1);
    store.close();
    second.close();
    expect(sqliteStore(file).sessions.all()).to.deep.equal([session('A')]);
  });

  it('refuses files that are no store of its version', () => {
    const file = path.join(folder, 'other');
    writeFileSync(file, 'no database at all, but a text of some length'.repeat(100));
    expectCode('Store', () => sqliteStore(file));
    expectCode('Store', () => sqliteStore(path.join(folder, 'none', 'store.sqlite')));
    const newer = path.join(folder, 'newer.sqlite');
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expectCode('Store', () => sqliteStore(newer));
  });
});

function expectCode(code: string, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(SmdpError).and.include({ code });
    return;
  }
  throw new Error(`${code} is due, but it was accepted`);
}

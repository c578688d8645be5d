import { expect } from 'chai';
import { MemoryStore } from '../../../src/euicc/state/store.ts';
import { EuiccConnection } from '../../../src/lpa/connection.ts';
import { abandonDownload, type Abandonment } from '../../../src/lpa/download/abandon.ts';
import type { DownloadRecord } from '../../../src/lpa/download/journal.ts';
import { ProfileDownload } from '../../../src/lpa/download/profile-download.ts';
import type { DownloadStep } from '../../../src/lpa/download/state.ts';
import { CancelSessionReason } from '../../../src/rsp/structures/cancel-session.ts';
import { answering } from '../support/http-server.ts';
import { rejectionOf } from '../support/rejection.ts';
import { newEuicc, World } from '../support/world.ts';

/** As a program leaves card, server and journal that was killed after `step`. */
async function killedAfter(world: World, step: DownloadStep): Promise<DownloadRecord> {
  const options = world.downloadOptions();
  const { promise: reached, resolve } = Promise.withResolvers<DownloadRecord>();
  const save = options.journal.save.bind(options.journal);
  const journal = Object.assign(options.journal, {
    async save(record: DownloadRecord) {
      await save(record);
      if (record.step !== step) return;
      resolve(record);
      await new Promise(() => undefined);
    },
  });
  void new ProfileDownload(world.order, options).run();
  const record = await reached;
  journal.save = save;
  return record;
}

const abandon = (world: World): Promise<Abandonment> => abandonDownload(world.downloadOptions());

describe('A download that is given up', () => {
  for (const step of ['clientAuthenticated', 'consented', 'prepared', 'packageReceived', 'installing'] as const) {
    it(`after ${step} is cancelled on both sides, and its order can be used again`, async () => {
      await using world = await World.open();
      await killedAfter(world, step);
      expect(await abandon(world)).to.deep.equal({
        reason: CancelSessionReason.postponed,
        euicc: 'cancelled',
        server: 'cancelled',
      });
      expect(world.smdpStore.sessions.all().map(({ state }) => state)).to.deep.equal(['Ended']);
      expect(world.journal.record).to.equal(undefined);
      await new ProfileDownload(world.order, world.downloadOptions()).run();
      expect(world.orderState).to.equal('Installed');
    });
  }

  it('leaves no record where the eUICC lost its session, and where the server cannot be reached', async () => {
    await using world = await World.open({ client: { attempts: 1 } });
    await killedAfter(world, 'prepared');
    await world.powerCycle();
    expect(await abandon(world)).to.include({ euicc: 'noSession', server: 'notTold' });
    expect(world.journal.record).to.equal(undefined);

    await killedAfter(world, 'prepared');
    world.http.misbehave('cancelSession', answering(503));
    expect(await abandon(world)).to.include({ euicc: 'cancelled', server: 'unreached' });
    expect(world.journal.record).to.equal(undefined);
  });

  it('tells the server what the eUICC has signed already, and says why', async () => {
    await using world = await World.open({ client: { attempts: 1 } });
    world.endUser.acceptProfile = () => Promise.resolve('rejected');
    world.http.misbehave('cancelSession', answering(502));
    const act = new ProfileDownload(world.order, world.downloadOptions()).run();
    await rejectionOf('EndUserRejected', act, '--abandon', world.journal.place);
    expect(await abandon(world)).to.deep.equal({
      reason: CancelSessionReason.endUserRejection,
      euicc: 'cancelled',
      server: 'cancelled',
    });
    expect(world.orderState).to.equal('Error');
    expect(world.journal.record).to.equal(undefined);
  });

  it('is not cancelled where the eUICC has its result: the notification waits there', async () => {
    await using world = await World.open();
    await killedAfter(world, 'installed');
    expect(await abandon(world)).to.equal('result');
    expect(world.http.calls).to.not.include('cancelSession');
    expect(world.euicc.state.notifications).to.have.length(1);
    expect(world.journal.record).to.equal(undefined);
  });

  it('of another eUICC, or that had no session, is forgotten only', async () => {
    await using world = await World.open();
    const record = await killedAfter(world, 'prepared');
    world.reader.remove();
    world.reader.insert(newEuicc(new MemoryStore(), {}, 1).card);
    world.connection = await EuiccConnection.open(world.reader);
    expect(await abandon(world)).to.equal('nothing');
    expect(world.journal.record).to.equal(undefined);
    world.journal.record = { ...record, transactionId: undefined };
    expect(await abandon(world)).to.equal('nothing');
    expect(world.http.calls).to.not.include('cancelSession');
  });

  it('has to be there, and readable', async () => {
    await using world = await World.open();
    await rejectionOf('Journal', abandon(world), world.journal.place);
    const record = await killedAfter(world, 'prepared');
    world.journal.record = { ...record, cancelSession: { reason: 1, response: 'AAAA' } };
    await rejectionOf('Journal', abandon(world), world.journal.place, 'Delete it');
  });
});

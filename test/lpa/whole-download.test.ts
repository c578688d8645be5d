import { expect } from 'chai';
import { EuiccError } from '../../src/lpa/es10/result.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import type { DownloadProgress } from '../../src/lpa/download/options.ts';
import { disable, enable, findProfile, identifierOf, listProfiles, remove } from '../../src/lpa/profiles.ts';
import { getProfilesInfo } from '../../src/lpa/es10/es10c.ts';
import { ProfileInfoTag } from '../../src/rsp/structures/profile-info.ts';
import { ICCID, placeOrder, World } from './support/world.ts';

const STEPS = [
  'initiated',
  'serverAuthenticated',
  'clientAuthenticated',
  'consented',
  'prepared',
  'packageReceived',
  'installing',
  'installed',
  'finished',
];

describe('A download over HTTP from the SM-DP+ to the software eUICC', () => {
  it('installs the profile, tells the server, and is followed by enabling, disabling and deleting, each notified', async () => {
    await using world = await World.open();
    const progress: DownloadProgress[] = [];
    const options = world.downloadOptions({ onProgress: (event) => progress.push(event) });
    const installed = await new ProfileDownload(world.order, options).run();

    expect(installed.iccid).to.equal(ICCID);
    expect(progress.filter(({ kind }) => kind === 'step').map((event) => 'step' in event && event.step)).to.deep.equal(
      STEPS,
    );
    const segments = progress.filter((event) => event.kind === 'segment');
    expect(segments.length).to.be.greaterThan(5);
    expect(
      installed.notifications.sent.map(({ profileManagementOperation }) => profileManagementOperation),
    ).to.deep.equal([['notificationInstall']]);
    expect(world.orderState).to.equal('Installed');
    expect(world.endUser.asked).to.deep.equal(['profile']);
    expect(world.journal.record).to.equal(undefined);

    const { connection, es9Plus } = world;
    const state = async () => (await listProfiles(connection)).map(({ profileState }) => profileState);
    expect(await state()).to.deep.equal([0]);
    const profile = identifierOf(findProfile(await listProfiles(connection), ICCID));

    const enabled = await enable(connection, es9Plus, profile);
    expect(enabled.sent.flatMap((sent) => sent.profileManagementOperation)).to.deep.equal(['notificationEnable']);
    expect(await state()).to.deep.equal([1]);
    const refusal = await remove(connection, es9Plus, profile).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(EuiccError).with.property('resultName', 'profileNotInDisabledState');

    const disabled = await disable(connection, es9Plus, profile);
    expect(disabled.sent.flatMap((sent) => sent.profileManagementOperation)).to.deep.equal(['notificationDisable']);
    const removed = await remove(connection, es9Plus, profile);
    expect(removed.sent.flatMap((sent) => sent.profileManagementOperation)).to.deep.equal(['notificationDelete']);
    expect(await state()).to.deep.equal([]);
    expect(world.smdpStore.notifications.all().map(({ kind }) => kind)).to.deep.equal([
      'result',
      'other',
      'other',
      'other',
    ]);
    expect(world.euicc.state.notifications).to.deep.equal([]);
  });

  for (const segmentSize of [6, 60, 120, 200, 255]) {
    it(`installs a profile in STORE DATA blocks of ${segmentSize} octets`, async () => {
      await using world = await World.open({ segmentSize });
      await new ProfileDownload(world.order, world.downloadOptions()).run();
      expect(world.euicc.profile(ICCID)?.iccid).to.equal(ICCID);
      expect(world.orderState).to.equal('Installed');
    });
  }

  it('installs a profile whose metadata fills two segments, as one with an icon does', async () => {
    await using world = await World.open({ order: { metadata: { iconType: 1, icon: new Uint8Array(1_024).fill(7) } } });
    await new ProfileDownload(world.order, world.downloadOptions()).run();
    const [{ icon }] = (await getProfilesInfo(world.connection, { tagList: [ProfileInfoTag.icon] })) as [
      { icon: Uint8Array },
    ];
    expect(icon).to.have.length(1_024);
  });

  it('installs two profiles one after the other on the same channel, and enabling one disables the other', async () => {
    await using world = await World.open();
    await new ProfileDownload(world.order, world.downloadOptions()).run();
    const iccid = '8900012345678901235';
    await placeOrder(world.smdpStore, { matchingId: 'SECOND', iccid });
    await new ProfileDownload({ ...world.order, matchingId: 'SECOND' }, world.downloadOptions()).run();
    const { connection, es9Plus } = world;
    await enable(connection, es9Plus, { kind: 'iccid', value: ICCID });
    const { sent } = await enable(connection, es9Plus, { kind: 'iccid', value: iccid });
    expect(sent.flatMap(({ profileManagementOperation }) => profileManagementOperation)).to.have.members([
      'notificationDisable',
      'notificationEnable',
    ]);
    const enabled = (await listProfiles(connection)).filter(({ profileState }) => profileState === 1);
    expect(enabled.map((profile) => profile.iccid)).to.deep.equal([iccid]);
  });
});

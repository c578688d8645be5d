import { expect } from 'chai';
import { EuiccConnection } from '../../src/lpa/connection.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { disable, enable, findProfile, identifierOf, listProfiles, remove } from '../../src/lpa/profiles.ts';
import { ReaderError } from '../../src/readers/error.ts';
import { PcscReader } from '../../src/readers/pcsc/reader.ts';
import { InsertedCard } from '../../src/readers/vpcd/inserted-card.ts';
import { describePcsc } from '../readers/pcsc/describe-pcsc.ts';
import { Pcscd } from '../readers/pcsc/pcscd.ts';
import { ICCID, World } from './support/world.ts';

const LONG = process.env.OPENRSP_LONG === '1';
/**
 * Octets of a STORE DATA block and of the profile's elements. An APDU takes about 45 ms here, whatever its size: the smaller blocks are for CI and
 * the long corpora, the smallest ones carry little.
 */
const SIZES: readonly (readonly [number, number])[] = [
  ...(LONG ? ([[6, 3_000]] as const) : []),
  ...(LONG || process.env.CI === 'true'
    ? ([
        [6, 0],
        [60, 3_000],
        [200, 3_000],
      ] as const)
    : []),
  [120, 3_000],
  [255, 3_000],
];

describePcsc("A download through pcscd and vpcd's reader", function () {
  this.timeout(300_000);
  let pcscd: Pcscd;
  before(async () => {
    pcscd = await Pcscd.start();
  });
  after(() => pcscd.stop());

  /** The service needs some polls until it has seen a card. */
  async function connected(reader: PcscReader, segmentSize: number): Promise<EuiccConnection> {
    for (const end = Date.now() + 10_000; ;) {
      try {
        return await EuiccConnection.open(reader, { segmentSize });
      } catch (error) {
        if (!(error instanceof ReaderError) || Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  for (const [segmentSize, octets] of SIZES) {
    it(`installs, enables, disables and deletes a profile with ${octets} octets of elements, each notified, in blocks of ${segmentSize} octets`, async () => {
      await using world = await World.open({ order: { octets } });
      await using card = await InsertedCard.insert(world.euicc.card, { port: pcscd.port });
      const reader = await PcscReader.open('Virtual PCD 00 00');
      try {
        await using es10 = await connected(reader, segmentSize);
        const { es9Plus } = world;
        const installed = await new ProfileDownload(world.order, { ...world.downloadOptions(), es10 }).run();
        expect(installed.iccid).to.equal(ICCID);
        expect(world.orderState).to.equal('Installed');

        const profile = identifierOf(findProfile(await listProfiles(es10), ICCID));
        const reports = [
          await enable(es10, es9Plus, profile),
          await disable(es10, es9Plus, profile),
          await remove(es10, es9Plus, profile),
        ];
        expect(reports.flatMap(({ sent }) => sent.flatMap((each) => each.profileManagementOperation))).to.deep.equal([
          'notificationEnable',
          'notificationDisable',
          'notificationDelete',
        ]);
        expect(await listProfiles(es10)).to.deep.equal([]);
      } finally {
        await reader.close();
        await card.remove();
        // pcscd looks every 0.4 s: a card that is out for less is not noticed to be another.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    });
  }
});

import { expect } from 'chai';
import { EuiccConnection } from '../../src/lpa/connection.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { disable, enable, findProfile, identifierOf, listProfiles, remove } from '../../src/lpa/profiles.ts';
import { ReaderError } from '../../src/readers/error.ts';
import { PcscReader } from '../../src/readers/pcsc/reader.ts';
import { InsertedCard } from '../../src/readers/vpcd/inserted-card.ts';
import { missingPcsc, Pcscd } from '../readers/pcsc/pcscd.ts';
import { ICCID, World } from './support/world.ts';

const missing = missingPcsc();
/** An APDU takes about 45 ms here, whatever its size: the smaller blocks are for the long corpora. */
const SEGMENT_SIZES = process.env.OPENRSP_LONG === '1' ? [6, 60, 120, 200, 255] : [120, 255];

(missing === undefined ? describe : describe.skip)(
  `A download through pcscd and vpcd's reader${missing === undefined ? '' : `: not run, ${missing}`}`,
  function () {
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

    for (const segmentSize of SEGMENT_SIZES) {
      it(`installs, enables, disables and deletes a profile, each notified, in blocks of ${segmentSize} octets`, async () => {
        await using world = await World.open();
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
  },
);

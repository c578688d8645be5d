import { expect } from 'chai';
import { serveTcp } from '../../src/euicc/serve/tcp.ts';
import { EuiccConnection } from '../../src/lpa/connection.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { getEid } from '../../src/lpa/es10/es10c.ts';
import { enable } from '../../src/lpa/profiles.ts';
import { ReaderError } from '../../src/readers/error.ts';
import { tcpReader } from '../../src/readers/tcp-reader.ts';
import { openrsp } from '../lpa/support/openrsp.ts';
import { ICCID, newEuicc, World } from '../lpa/support/world.ts';

describe('A reader at a TCP port', () => {
  it('downloads to a simulated card and enables the profile', async () => {
    await using world = await World.open();
    const euicc = newEuicc(undefined, {}, 1);
    const served = await serveTcp(euicc.card);
    const reader = tcpReader(`tcp:127.0.0.1:${served.port}`)!;
    try {
      const es10 = await EuiccConnection.open(reader, { segmentSize: 200 });
      await new ProfileDownload(world.order, world.downloadOptions({ es10 })).run();
      await enable(es10, world.es9Plus, { kind: 'iccid', value: ICCID });
      expect(euicc.profile(ICCID)).to.have.property('isEnabled', true);
    } finally {
      await reader.close();
      await served.close();
    }
  });

  it('is what openrsp lpa takes, in a process of its own', async () => {
    const euicc = newEuicc();
    const served = await serveTcp(euicc.card);
    const name = `tcp:127.0.0.1:${served.port}`;
    try {
      const info = await openrsp(['lpa', 'info', '--reader', name, '--json']);
      expect(info.err).to.equal('');
      expect(JSON.parse(info.out)).to.include({ eid: euicc.eid });
    } finally {
      await served.close();
    }
    const { code, err } = await openrsp(['lpa', 'info', '--reader', name]);
    expect(code).to.equal(1);
    expect(err)
      .to.match(/^No card is at .* \[CardRemoved\]\n$/)
      .and.include(name);
  });

  it('rejects what is under way when the card goes, and connects again when it is back', async () => {
    const euicc = newEuicc();
    const served = await serveTcp(euicc.card);
    const reader = tcpReader(`tcp:127.0.0.1:${served.port}`)!;
    const connection = await EuiccConnection.open(reader);
    await served.close();
    const error = await getEid(connection).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(ReaderError);
    const back = await serveTcp(euicc.card, { port: served.port });
    await connection.restart();
    expect(await getEid(connection)).to.equal(euicc.eid);
    await reader.close();
    await back.close();
  });

  it('has a name of its own', () => {
    for (const name of ['tcp:', 'tcp:host', 'tcp:host:port', 'HID Omnikey 3121', 'tcp:a b:1']) {
      expect(tcpReader(name), name).to.equal(undefined);
    }
  });
});

import { expect } from 'chai';
import { EuiccConnection } from '../../src/lpa/connection.ts';
import { getEid, getProfilesInfo } from '../../src/lpa/es10/es10c.ts';
import { InProcessReader } from '../../src/readers/in-process-reader.ts';
import { ReaderError } from '../../src/readers/error.ts';
import { newEuicc } from './support/world.ts';

describe('A connection to an eUICC', () => {
  it('opens a channel, comes back after a reset, and lets go of the card', async () => {
    const euicc = newEuicc();
    const reader = new InProcessReader(euicc.card);
    const connection = await EuiccConnection.open(reader);
    expect(await getEid(connection)).to.equal(euicc.eid);
    await connection.restart();
    expect(await getProfilesInfo(connection)).to.deep.equal([]);
    await connection.close();
    const error = await reader.transmit(Uint8Array.of(0, 0xa4, 4, 0)).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(ReaderError).with.property('code', 'NotConnected');
  });

  it('comes back where the card was taken out and put in again', async () => {
    const euicc = newEuicc();
    const reader = new InProcessReader(euicc.card);
    const connection = await EuiccConnection.open(reader);
    reader.insert(newEuicc().card);
    const error = await getEid(connection).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(ReaderError);
    await connection.restart();
    expect(await getEid(connection)).to.equal(euicc.eid);
    reader.remove();
    await connection.close();
  });

  it('says that there is no card', async () => {
    const error = await EuiccConnection.open(new InProcessReader()).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(ReaderError).with.property('code', 'NoCard');
  });
});

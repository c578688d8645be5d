import { expect } from 'chai';
import { LpaError } from '../../src/lpa/error.ts';
import type { Es9Plus } from '../../src/lpa/es9plus/es9plus.ts';
import { sendNotifications } from '../../src/lpa/notifications.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { disable, enable } from '../../src/lpa/profiles.ts';
import { answering } from './support/http-server.ts';
import { ADDRESS, ICCID, World } from './support/world.ts';

const PROFILE = { kind: 'iccid', value: ICCID } as const;
const OTHER = 'other.example.com';

/** A world whose eUICC has four notifications: of installation, two of enabling, to two addresses, and one of disabling. */
async function worldWithNotifications(): Promise<World> {
  const notificationConfigurationInfo = [
    { profileManagementOperation: ['notificationEnable', 'notificationDisable'], notificationAddress: ADDRESS },
    { profileManagementOperation: ['notificationEnable'], notificationAddress: OTHER },
  ] as const;
  const world = await World.open({ order: { metadata: { notificationConfigurationInfo } }, client: { attempts: 1 } });
  await new ProfileDownload(world.order, world.downloadOptions({ sendsNotifications: false })).run();
  await enable(world.connection, undefined, PROFILE);
  await disable(world.connection, undefined, PROFILE);
  return world;
}

/** Takes notifications as it is told to, and keeps where they went. */
class Receiver implements Pick<Es9Plus, 'handleNotification'> {
  readonly taken: string[] = [];
  readonly #refuses: (address: string, count: number) => boolean;

  constructor(refuses: (address: string, count: number) => boolean = () => false) {
    this.#refuses = refuses;
  }

  handleNotification(address: string): Promise<void> {
    if (this.#refuses(address, this.taken.length)) {
      return Promise.reject(new LpaError('Unreachable', `${address} cannot be reached.`));
    }
    this.taken.push(address);
    return Promise.resolve();
  }
}

describe('Notifications', () => {
  it('go to their addresses in the order of their numbers, and leave the eUICC', async () => {
    await using world = await worldWithNotifications();
    const receiver = new Receiver();
    const { sent, kept } = await sendNotifications(world.connection, receiver);
    expect(receiver.taken).to.deep.equal([ADDRESS, ADDRESS, OTHER, ADDRESS]);
    const numbers = sent.map(({ seqNumber }) => seqNumber);
    expect(numbers).to.deep.equal(numbers.toSorted((a, b) => a - b));
    expect(kept).to.deep.equal([]);
    expect(world.euicc.state.notifications).to.deep.equal([]);
  });

  it('stay on the eUICC in order where a receiver does not take one, while other receivers get theirs', async () => {
    await using world = await worldWithNotifications();
    const receiver = new Receiver((address, count) => address === ADDRESS && count > 0);
    const { sent, kept } = await sendNotifications(world.connection, receiver);
    expect(sent.map(({ notificationAddress }) => notificationAddress)).to.deep.equal([ADDRESS, OTHER]);
    expect(kept.map(({ notification }) => notification.notificationAddress)).to.deep.equal([ADDRESS, ADDRESS]);
    expect(kept[0]?.why.code).to.equal('Unreachable');
    const later = new Receiver();
    await sendNotifications(world.connection, later);
    expect(later.taken).to.deep.equal([ADDRESS, ADDRESS]);
  });

  it('are sent again where the eUICC did not hear that it can forget them', async () => {
    await using world = await worldWithNotifications();
    const { connection } = world;
    const lost = {
      exchange: (command: Uint8Array) =>
        command[1] === 0x30
          ? Promise.resolve(Uint8Array.of(0xbf, 0x30, 0x03, 0x80, 0x01, 0x7f))
          : connection.exchange(command),
    };
    const { sent, kept } = await sendNotifications(lost, new Receiver());
    expect(sent).to.deep.equal([]);
    expect(kept).to.have.length(4);
    expect((await sendNotifications(connection, new Receiver())).sent).to.have.length(4);
  });

  it('are sent of the kind that is asked for', async () => {
    await using world = await worldWithNotifications();
    const { sent } = await sendNotifications(
      world.connection,
      new Receiver(),
      ({ notificationAddress }) => notificationAddress === OTHER,
    );
    expect(sent).to.have.length(1);
    expect(world.euicc.state.notifications).to.have.length(3);
  });

  it('of an unusable address stay, and stop no change of profiles', async () => {
    const notificationConfigurationInfo = [
      { profileManagementOperation: ['notificationEnable'], notificationAddress: 'no host/at all' },
    ] as const;
    await using world = await World.open({ order: { metadata: { notificationConfigurationInfo } } });
    await new ProfileDownload(world.order, world.downloadOptions()).run();
    const { kept } = await enable(world.connection, world.es9Plus, PROFILE);
    expect(kept.map(({ why }) => why.code)).to.deep.equal(['Address']);
    await disable(world.connection, world.es9Plus, PROFILE);
  });

  it('of a download are delivered by the next operation, where the server was away', async () => {
    await using world = await World.open({ client: { attempts: 1 } });
    world.http.misbehave('handleNotification', answering(503));
    const { notifications } = await new ProfileDownload(world.order, world.downloadOptions()).run();
    expect(notifications.kept).to.have.length(1);
    expect(world.orderState).to.equal('Downloaded');
    await enable(world.connection, world.es9Plus, PROFILE);
    expect(world.orderState).to.equal('Installed');
  });
});

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'chai';
import { Es9PlusClient } from '../../src/lpa/es9plus/client.ts';
import { LpaError } from '../../src/lpa/error.ts';
import type { Es9Plus } from '../../src/lpa/es9plus/es9plus.ts';
import { sendNotifications } from '../../src/lpa/notifications.ts';
import { ProfileDownload } from '../../src/lpa/download/profile-download.ts';
import { disable, enable, type ResettableEuicc } from '../../src/lpa/profiles.ts';
import { ApduError } from '../../src/rsp/apdu/error.ts';
import type { HandleNotificationRequest } from '../../src/rsp/es9plus/handle-notification.ts';
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
  /** Of what was taken. */
  readonly numbers: number[] = [];
  readonly #refuses: (address: string, count: number) => boolean;

  constructor(refuses: (address: string, count: number) => boolean = () => false) {
    this.#refuses = refuses;
  }

  handleNotification(address: string, { pendingNotification }: HandleNotificationRequest): Promise<void> {
    if (this.#refuses(address, this.taken.length)) {
      return Promise.reject(new LpaError('Unreachable', `${address} cannot be reached.`));
    }
    this.taken.push(address);
    this.numbers.push(seqNumberOf(pendingNotification.value));
    return Promise.resolve();
  }
}

function seqNumberOf({ kind, value }: HandleNotificationRequest['pendingNotification']['value']): number {
  return kind === 'otherSignedNotification'
    ? value.tbsOtherNotification.value.seqNumber
    : value.profileInstallationResultData.value.notificationMetadata.seqNumber;
}

/** A server that keeps connections and says nothing. */
async function stalling(): Promise<{ port: number; connections: () => number; close: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.length,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('Notifications', () => {
  it('go to each address in the order of their numbers, and leave the eUICC', async () => {
    await using world = await worldWithNotifications();
    const receiver = new Receiver();
    const { sent, kept } = await sendNotifications(world.connection, receiver);
    expect(receiver.taken).to.have.members([ADDRESS, ADDRESS, OTHER, ADDRESS]);
    for (const address of [ADDRESS, OTHER]) {
      const numbers = receiver.numbers.filter((_, i) => receiver.taken[i] === address);
      expect(numbers).to.deep.equal(numbers.toSorted((a, b) => a - b));
    }
    expect(sent.map(({ seqNumber }) => seqNumber)).to.deep.equal(receiver.numbers.toSorted((a, b) => a - b));
    expect(kept).to.deep.equal([]);
    expect(world.euicc.state.notifications).to.deep.equal([]);
  });

  it('stay on the eUICC in order where a receiver does not take one, while other receivers get theirs', async () => {
    await using world = await worldWithNotifications();
    const receiver = new Receiver((address, count) => address === ADDRESS && count > 0);
    const { sent, kept } = await sendNotifications(world.connection, receiver);
    expect(sent.map(({ notificationAddress }) => notificationAddress)).to.deep.equal([ADDRESS, OTHER]);
    expect(kept.map(({ notification }) => notification.notificationAddress)).to.deep.equal([ADDRESS, ADDRESS]);
    expect(kept.map(({ why }) => why.code)).to.deep.equal(['Unreachable', 'Unreachable']);
    expect(kept[0]!.why.message).to.include('cannot be reached');
    expect(kept[1]!.why.message).to.include('not tried').and.include('earlier one to the same address');
    const later = new Receiver();
    await sendNotifications(world.connection, later);
    expect(later.taken).to.deep.equal([ADDRESS, ADDRESS]);
  });

  it('to a dead and a stalling server end soon, stay on the eUICC, and hold up no other', async () => {
    await using world = await worldWithNotifications();
    const silent = await stalling();
    const closed = await stalling();
    await closed.close();
    const { port } = world.http;
    const settings = { trust: 'none', pause: 1, notificationTimeout: 400 } as const;
    const toward = (first: number, second: number) =>
      new Es9PlusClient({
        ...settings,
        route: (address) => ({ host: '127.0.0.1', port: address === ADDRESS ? first : second }),
      });
    const started = performance.now();
    try {
      const { sent, kept } = await sendNotifications(world.connection, toward(silent.port, closed.port));
      // All attempts together, of three notifications to the one and one to the other.
      expect(performance.now() - started).to.be.below(2_000);
      expect(sent).to.deep.equal([]);
      expect(kept.map(({ notification, why }) => [notification.notificationAddress, why.code])).to.deep.equal([
        [ADDRESS, 'Timeout'],
        [ADDRESS, 'Timeout'],
        [OTHER, 'Unreachable'],
        [ADDRESS, 'Timeout'],
      ]);
      expect(silent.connections()).to.equal(1);
      expect(world.euicc.state.notifications).to.have.length(4);

      const other = await sendNotifications(world.connection, toward(closed.port, port));
      expect(other.sent.map(({ notificationAddress }) => notificationAddress)).to.deep.equal([OTHER]);
      expect(other.kept).to.have.length(3);
      expect(world.euicc.state.notifications).to.have.length(3);
    } finally {
      await silent.close();
    }
    expect((await sendNotifications(world.connection, toward(port, port))).sent).to.have.length(3);
  });

  it('go to an address whatever another one does meanwhile', async () => {
    await using world = await worldWithNotifications();
    const taken = Promise.withResolvers<undefined>();
    const receiver: Pick<Es9Plus, 'handleNotification'> = {
      async handleNotification(address) {
        if (address === OTHER) taken.resolve(undefined);
        // The first address has earlier ones, which end only after the second got its own.
        else await taken.promise;
      },
    };
    expect((await sendNotifications(world.connection, receiver)).sent).to.have.length(4);
  });

  it('are not begun once their time is over, and stay', async () => {
    await using world = await worldWithNotifications();
    const receiver = new Receiver();
    const { sent, kept } = await sendNotifications(world.connection, receiver, { limit: 0 });
    expect([sent, receiver.taken]).to.deep.equal([[], []]);
    expect(kept.map(({ why }) => why.code)).to.deep.equal(['Timeout', 'Timeout', 'Timeout', 'Timeout']);
    expect(world.euicc.state.notifications).to.have.length(4);
  });

  it('reject where the card goes, after what was under way has ended', async () => {
    await using world = await worldWithNotifications();
    let ended = 0;
    const receiver: Pick<Es9Plus, 'handleNotification'> = {
      async handleNotification() {
        world.reader.remove();
        await new Promise((resolve) => setTimeout(resolve, 20));
        ended++;
      },
    };
    const error = await sendNotifications(world.connection, receiver).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(ApduError).with.property('code', 'ChannelLost');
    const before = ended;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(ended).to.equal(before);
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
    const { sent } = await sendNotifications(world.connection, new Receiver(), {
      filter: ({ notificationAddress }) => notificationAddress === OTHER,
    });
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

  it('that the eUICC does not list stop no change of profiles, and the report says so', async () => {
    await using world = await worldWithNotifications();
    const { connection } = world;
    const failure = new ApduError('Refused', 'The card refused STORE DATA: 6F00, no diagnosis.');
    const silent: ResettableEuicc = {
      exchange: (command) => (command[1] === 0x28 ? Promise.reject(failure) : connection.exchange(command)),
      restart: () => connection.restart(),
    };
    const report = await enable(silent, new Receiver(), PROFILE);
    expect(report).to.deep.equal({ sent: [], kept: [], failure });
    expect(world.euicc.profile(ICCID)).to.have.property('isEnabled', true);
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

import { expect } from 'chai';
import { Es9Error } from '../../../src/rsp/es9plus/error.ts';
import { responseHeaders } from '../../../src/rsp/es9plus/http.ts';
import type { InitiateAuthenticationRequest } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import { Es9PlusClient } from '../../../src/lpa/es9plus/client.ts';
import { getEuiccChallenge, getEuiccInfo1 } from '../../../src/lpa/es10/es10b.ts';
import { retrieveNotificationsList } from '../../../src/lpa/es10/notifications.ts';
import { ProfileDownload } from '../../../src/lpa/download/profile-download.ts';
import { answering, breaking, type Misbehaviour } from '../support/http-server.ts';
import { rejectionOf } from '../support/rejection.ts';
import { ADDRESS, clientOf, World } from '../support/world.ts';

const FAILED = JSON.stringify({
  header: {
    functionExecutionStatus: {
      status: 'Failed',
      statusCodeData: { subjectCode: '8.2.6', reasonCode: '3.8', message: 'MatchingID SECRET-TOKEN refused' },
    },
  },
});

describe('Es9PlusClient', () => {
  let world: World;
  let request: InitiateAuthenticationRequest;

  beforeEach(async () => {
    world = await World.open();
    const { connection } = world;
    const euiccInfo1 = await getEuiccInfo1(connection);
    request = { smdpAddress: ADDRESS, euiccInfo1, euiccChallenge: await getEuiccChallenge(connection) };
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const initiate = (client = clientOf(world.http)) => client.initiateAuthentication(ADDRESS, request);
  const refused = async (code: Parameters<typeof rejectionOf>[0], how: Misbehaviour, ...mentions: string[]) => {
    world.http.misbehave('initiateAuthentication', how, how, how);
    const error = await rejectionOf(code, initiate(), ADDRESS, ...mentions);
    return { error, attempts: world.http.calls.length };
  };

  it('sends the headers of SGP.22 6.5.1 to the host of the address', async () => {
    let headers: Record<string, unknown> = {};
    const how: Misbehaviour = (request, response) => {
      ({ headers } = request);
      answering(500)(request, response);
    };
    world.http.misbehave('initiateAuthentication', how);
    await initiate();
    expect(headers).to.include({
      host: ADDRESS,
      'user-agent': 'gsma-rsp-lpad',
      'x-admin-protocol': 'gsma/rsp/v2.2.2',
      'content-type': 'application/json;charset=UTF-8',
    });
  });

  it('refuses redirects, once', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      world.http.calls.length = 0;
      const { attempts } = await refused(
        'Redirected',
        answering(status, '', { Location: 'https://rogue.example.com/' }),
        `${status}`,
      );
      expect(attempts).to.equal(1);
    }
  });

  it('refuses other statuses than 200, and tries again where the server says that it will pass', async () => {
    expect((await refused('HttpStatus', answering(404), '404')).attempts).to.equal(1);
    world.http.calls.length = 0;
    expect((await refused('HttpStatus', answering(502), '502')).attempts).to.equal(3);
  });

  it('refuses what is no JSON of ES9+', async () => {
    await refused('ContentType', answering(200, '<html>', { 'Content-Type': 'text/html' }), 'JSON');
    await refused('ContentType', answering(200, '{}', { ...responseHeaders, 'Content-Encoding': 'gzip' }));
    await refused('ServerResponse', answering(200, '{}'), 'header');
    await refused('ServerResponse', answering(200, '{"header":{},"header":{}}'), 'twice');
    await refused('AdminProtocol', answering(200, '{}', { ...responseHeaders, 'X-Admin-Protocol': 'http' }), 'http');
  });

  it("tells the server's refusal in its own words, which hold no identifier", async () => {
    const { error, attempts } = await refused('ServerRefused', answering(200, FAILED), '8.2.6/3.8', 'matching id');
    expect(error.message).to.not.include('SECRET-TOKEN');
    expect(error.cause).to.be.instanceOf(Es9Error);
    expect(attempts).to.equal(1);
  });

  it('refuses a body that is larger than it may be, also where it never ends', async () => {
    const endless: Misbehaviour = (request, response) => {
      request.resume();
      response.writeHead(200, responseHeaders);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 0x20)));
      };
      response.on('drain', more);
      more();
    };
    await refused('BodyTooLarge', endless, '262144');
  });

  it('gives up a server that sends its answer octet by octet', async () => {
    const trickle: Misbehaviour = (request, response) => {
      request.resume();
      response.writeHead(200, responseHeaders);
      const timer = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(timer));
    };
    world.http.misbehave('initiateAuthentication', trickle);
    const started = Date.now();
    await rejectionOf('Timeout', initiate(clientOf(world.http, { timeout: 150, attempts: 1 })), '150');
    expect(Date.now() - started).to.be.lessThan(2_000);
  });

  it('gives up a server that takes the connection and says nothing', async () => {
    world.http.misbehave('initiateAuthentication', (request) => void request.resume());
    await rejectionOf('Timeout', initiate(clientOf(world.http, { timeout: 100, attempts: 1 })));
  });

  it('begins a session again where the answer was lost, but never repeats AuthenticateClient', async () => {
    world.http.misbehave('initiateAuthentication', breaking, breaking);
    await initiate();
    expect(world.http.calls).to.have.length(3);
    world.http.misbehave('authenticateClient', breaking);
    await rejectionOf('Unreachable', new ProfileDownload(world.order, world.downloadOptions()).run());
    expect(world.http.calls.filter((name) => name === 'authenticateClient')).to.have.length(1);
  });

  it('asks for the package again where it was lost, unless a confirmation code is counted', async () => {
    world.http.misbehave('getBoundProfilePackage', breaking);
    await new ProfileDownload(world.order, world.downloadOptions()).run();
    expect(world.http.calls.filter((name) => name === 'getBoundProfilePackage')).to.have.length(2);

    await using other = await World.open({ order: { confirmationCode: '1234' } });
    other.endUser.code = '1234';
    other.http.misbehave('getBoundProfilePackage', breaking);
    await rejectionOf('Unreachable', new ProfileDownload(other.order, other.downloadOptions()).run());
    expect(other.http.calls.filter((name) => name === 'getBoundProfilePackage')).to.have.length(1);
  });

  it('tries a server again that did not take the connection', async () => {
    const { port } = world.http;
    await world.http.close();
    const started = Date.now();
    const client = new Es9PlusClient({
      trust: 'none',
      route: () => ({ host: '127.0.0.1', port }),
      attempts: 3,
      pause: 40,
    });
    await rejectionOf('Unreachable', initiate(client), 'ECONNREFUSED');
    expect(Date.now() - started).to.be.at.least(110);
  });

  it('takes a notification for accepted by 204 or a header that says so, and by nothing else', async () => {
    await new ProfileDownload(world.order, world.downloadOptions({ sendsNotifications: false })).run();
    const [pendingNotification] = await retrieveNotificationsList(world.connection);
    const send = () =>
      clientOf(world.http, { attempts: 1 }).handleNotification(ADDRESS, { pendingNotification: pendingNotification! });
    const success = JSON.stringify({ header: { functionExecutionStatus: { status: 'Executed-Success' } } });
    world.http.misbehave(
      'handleNotification',
      answering(200, success),
      answering(200),
      answering(200, '{}'),
      answering(202),
    );
    await send();
    await rejectionOf('HttpStatus', send());
    await rejectionOf('ServerResponse', send());
    await rejectionOf('HttpStatus', send(), '202');
    await send();
  });

  it('refuses addresses that are no host, before anything is sent', async () => {
    for (const address of ['', 'a b', 'user@host', 'host/path', 'host:0', 'host:65536', '-x', 'http://host', '[::1]']) {
      await rejectionOf('Address', clientOf(world.http).initiateAuthentication(address, request));
    }
    expect(world.http.calls).to.deep.equal([]);
  });
});

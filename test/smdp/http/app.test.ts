import { request as httpsRequest } from 'node:https';
import { expect } from 'chai';
import type { InjectOptions } from 'fastify';
import { privateKeyPem } from '../../../src/pki/mint/store.ts';
import { es9Path, ES9_PATH } from '../../../src/rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import { encodeRequest } from '../../../src/rsp/es9plus/function.ts';
import { es9App, type Es9Server } from '../../../src/smdp/http/app.ts';
import { formatLogEntry, type LogEntry } from '../../../src/smdp/http/log.ts';
import { ADDRESS, expectFailure, fixture, pki } from '../support/fixture.ts';
import { es9Client, injected } from '../support/es9-client.ts';

const path = es9Path(initiateAuthentication);

describe('es9App', () => {
  it('carries a whole session', async () => {
    const { server, order, orderNow, chip } = fixture();
    const made = await order({}, { confirmationCode: '7' });
    const log: LogEntry[] = [];
    const client = es9Client(injected(es9App(server, { log: (entry) => log.push(entry) })));
    const initiated = await client.initiateAuthentication(chip.initiateAuthentication(ADDRESS));
    const { transactionId } = initiated;
    const authenticateServerResponse = chip.authenticateServer(initiated, made.matchingId);
    const authenticated = await client.authenticateClient({ transactionId, authenticateServerResponse });
    const wrong = chip.prepareDownload(authenticated, '8');
    await expectFailure(
      'confirmationCodeRefused',
      client.getBoundProfilePackage({ transactionId, prepareDownloadResponse: wrong }),
    );
    const prepareDownloadResponse = chip.prepareDownload(authenticated, '7');
    const { boundProfilePackage } = await client.getBoundProfilePackage({ transactionId, prepareDownloadResponse });
    chip.open(boundProfilePackage, transactionId);
    await client.handleNotification({ pendingNotification: chip.installationResult(boundProfilePackage) });
    expect(orderNow(made).state).to.equal('Installed');
    expect(
      log.map((entry) => (entry.kind === 'request' ? `${entry.function} ${entry.http}` : entry.kind)),
    ).to.deep.equal([
      'initiateAuthentication 200',
      'authenticateClient 200',
      'getBoundProfilePackage 200',
      'getBoundProfilePackage 200',
      'handleNotification 204',
    ]);
    expect(log[2]).to.include({ status: 'Failed', subjectCode: '8.2.7', reasonCode: '3.8' });
  });

  it('cancels, and says nothing of notifications that are forged', async () => {
    const { server, order, orderNow, chip, authenticate, download } = fixture();
    const client = es9Client(injected(es9App(server)));
    const made = await order();
    const { transactionId } = await authenticate(chip, made.matchingId);
    await client.cancelSession({ transactionId, cancelSessionResponse: chip.cancelSession(transactionId, 1) });
    const { boundProfilePackage } = await download(chip, made.matchingId);
    const pendingNotification = chip.installationResult(boundProfilePackage, { breakSignature: true });
    await client.handleNotification({ pendingNotification });
    expect(orderNow(made).state).to.equal('Downloaded');
  });

  it('has the headers of SGP.22 in every answer', async () => {
    const { server } = fixture();
    const app = es9App(server);
    for (const [method, url] of [
      ['POST', path],
      ['GET', path],
      ['POST', '/'],
    ] as const) {
      const { headers } = await app.inject({ method, url });
      expect(headers['x-admin-protocol']).to.equal('gsma/rsp/v2.2.2');
      expect(headers['content-type']).to.equal('application/json;charset=UTF-8');
    }
  });

  describe('what is no request of ES9+', () => {
    const cases: readonly (readonly [string, number, InjectOptions])[] = [
      ['a body that is no JSON', 400, { payload: '{"a"' }],
      ['an empty body', 400, { payload: '' }],
      ['a JSON array', 400, { payload: '[]' }],
      ['a key that comes twice', 400, { payload: '{"transactionId":"00","transactionId":"01"}' }],
      ['another content type', 415, { payload: '{}', headers: { 'content-type': 'text/plain' } }],
      ['no content type', 415, { payload: '{}', headers: { 'content-type': '' } }],
      ['a body of more than 64 KiB', 413, { payload: JSON.stringify({ a: 'A'.repeat(70_000) }) }],
      ['another path', 404, { url: `${ES9_PATH}/other`, payload: '{}' }],
      ['a path that leaves its folder', 404, { url: `${ES9_PATH}/../es9plus/../../etc/passwd`, payload: '{}' }],
      ['another method', 404, { method: 'PUT', payload: '{}' }],
      ['a path with a broken escape', 400, { url: `${path}%zz`, payload: '{}' }],
      ['version 1 of the protocol', 400, { payload: '{}', headers: { 'x-admin-protocol': 'gsma/rsp/v1.1.0' } }],
      ['another protocol', 400, { payload: '{}', headers: { 'x-admin-protocol': 'gsma/rsp2/v2.2.2' } }],
    ];
    for (const [what, http, options] of cases) {
      it(`is refused with ${http} and a status: ${what}`, async () => {
        const log: LogEntry[] = [];
        const app = es9App(fixture().server, { log: (entry) => log.push(entry) });
        const { headers = {}, ...rest } = options;
        const answer = await app.inject({
          method: 'POST',
          url: path,
          ...rest,
          headers: { 'content-type': 'application/json', ...headers },
        });
        expect(answer.statusCode).to.equal(http);
        const { status, statusCodeData } = statusOf(answer.body);
        expect(status).to.equal('Failed');
        expect(statusCodeData).to.include({ subjectCode: '1.3.1', reasonCode: '2.1' });
        expect(log).to.have.length(1);
      });
    }

    it('is a failed function where it is JSON without a member, or with a wrong one [S66]', async () => {
      const { server, chip } = fixture();
      const app = es9App(server);
      const json = JSON.parse(encodeRequest(initiateAuthentication, chip.initiateAuthentication(ADDRESS))) as object;
      for (const [change, reasonCode] of [
        [{ euiccInfo1: undefined }, '2.2'],
        [{ euiccInfo1: 'AAAA' }, '2.1'],
        [{ euiccChallenge: 'AAAA' }, '2.1'],
        [{ euiccChallenge: 5 }, '2.1'],
        [{ smdpAddress: '' }, '2.1'],
      ] as const) {
        const { http, text } = await injected(app)(path, JSON.stringify({ ...json, ...change }));
        expect(http).to.equal(200);
        expect(statusOf(text).statusCodeData).to.include({ subjectCode: '1.3.1', reasonCode });
      }
    });

    it('takes content types with a character set, and no protocol version at all', async () => {
      const { server, chip } = fixture();
      const payload = encodeRequest(initiateAuthentication, chip.initiateAuthentication(ADDRESS));
      for (const type of ['application/json', 'application/json;charset=UTF-8', 'application/json; charset=utf-8']) {
        const answer = await es9App(server).inject({
          method: 'POST',
          url: path,
          payload,
          headers: { 'content-type': type },
        });
        expect(statusOf(answer.body).status).to.equal('Executed-Success');
      }
    });
  });

  it('makes a fault of the server a failed function, and logs its place, not its message', async () => {
    const log: LogEntry[] = [];
    const fails = () => Promise.reject(Object.assign(new TypeError('CANARY'), { code: 'E_CODE' }));
    const server: Es9Server = {
      initiateAuthentication: fails,
      authenticateClient: fails,
      getBoundProfilePackage: fails,
      handleNotification: fails,
      cancelSession: fails,
    };
    const app = es9App(server, { log: (entry) => log.push(entry) });
    const payload = encodeRequest(initiateAuthentication, fixture().chip.initiateAuthentication(ADDRESS));
    const { http, text } = await injected(app)(path, payload);
    expect(http).to.equal(200);
    expect(statusOf(text).statusCodeData).to.include({ subjectCode: '1.6', reasonCode: '4.2' });
    expect(log[0]).to.include({ kind: 'fault', error: 'TypeError E_CODE' });
    expect(JSON.stringify([log, text])).not.to.include('CANARY');
  });

  it('speaks TLS 1.2 and later, and nothing earlier', async () => {
    const certificate = pem(pki.dpTls.certificate.der);
    const app = es9App(fixture().server, { tls: { certificate, key: privateKeyPem(pki.dpTls.secretKey) } });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = new URL(url);
    const answer = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<number | undefined>((resolve, reject) => {
        const versions = { maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
        const options = { host: '127.0.0.1', port, path, method: 'POST', ...versions };
        // The certificate's name is not that of this machine; what is tested is the protocol.
        const call = httpsRequest({ ...options, rejectUnauthorized: false, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        call.on('error', reject);
        call.end();
      });
    try {
      expect(await answer('TLSv1.2')).to.equal(400);
      expect(await answer('TLSv1.3')).to.equal(400);
      const error = await answer('TLSv1.1').catch((reason: unknown) => reason);
      expect(error)
        .to.be.instanceOf(Error)
        .with.property('message')
        .that.matches(/alert protocol version/);
    } finally {
      await app.close();
    }
  });

  it('takes LPAs of later versions, and answers with its own', async () => {
    const { server, chip } = fixture();
    const payload = encodeRequest(initiateAuthentication, chip.initiateAuthentication(ADDRESS));
    for (const version of ['v2.0.0', 'v2.6.1', 'v3.0.0', 'v3.1.2', 'v4.0']) {
      const headers = { 'content-type': 'application/json', 'x-admin-protocol': `gsma/rsp/${version}` };
      const answer = await es9App(server).inject({ method: 'POST', url: path, payload, headers });
      expect(statusOf(answer.body).status).to.equal('Executed-Success');
      expect(answer.headers['x-admin-protocol']).to.equal('gsma/rsp/v2.2.2');
    }
  });

  it('goes by no header that a proxy, or whoever plays one, adds', async () => {
    const { server, chip } = fixture();
    const payload = encodeRequest(initiateAuthentication, chip.initiateAuthentication(ADDRESS));
    const json = { 'content-type': 'application/json' };
    const forwarded = {
      host: 'canary.example',
      forwarded: 'for=192.0.2.7;host=canary.example;proto=http',
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-host': 'canary.example',
      'x-forwarded-proto': 'http',
      'x-real-ip': '192.0.2.7',
    };
    for (const headers of [
      { ...json, host: ADDRESS },
      { ...json, host: `${ADDRESS}:8443` },
      { ...json, ...forwarded },
    ]) {
      const log: LogEntry[] = [];
      const app = es9App(server, { log: (entry) => log.push(entry) });
      const answer = await app.inject({ method: 'POST', url: path, payload, headers });
      expect(statusOf(answer.body).status).to.equal('Executed-Success');
      expect(log.map((entry) => Object.keys(entry))).to.deep.equal([
        ['kind', 'function', 'status', 'http', 'milliseconds'],
      ]);
      expect(JSON.stringify([log, answer.headers, answer.body])).not.to.match(/canary|192\.0\.2\.7/);
    }
  });

  it('logs lines for people and for programs', () => {
    const entry: LogEntry = { kind: 'sessionCancelled', reason: 1 };
    const time = new Date('2026-03-01T00:00:00Z');
    expect(formatLogEntry(entry, time, false)).to.equal('2026-03-01T00:00:00.000Z sessionCancelled reason=1');
    expect(JSON.parse(formatLogEntry(entry, time, true))).to.deep.equal({ time: time.toISOString(), ...entry });
  });
});

interface Status {
  readonly status: string;
  readonly statusCodeData: Readonly<Record<string, string>>;
}

function statusOf(text: string): Status {
  return (JSON.parse(text) as { header: { functionExecutionStatus: Status } }).header.functionExecutionStatus;
}

function pem(der: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

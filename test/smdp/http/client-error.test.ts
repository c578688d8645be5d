import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import { privateKeyPem } from '../../../src/pki/mint/store.ts';
import { encodeRequest } from '../../../src/rsp/es9plus/function.ts';
import { es9Path } from '../../../src/rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import { es9App } from '../../../src/smdp/http/app.ts';
import type { LogEntry } from '../../../src/smdp/http/log.ts';
import { ADDRESS, fixture, pki } from '../support/fixture.ts';

const path = es9Path(initiateAuthentication);
const host = `Host: ${ADDRESS}\r\n`;

describe('es9App with what is no HTTP request [S66]', () => {
  let app: FastifyInstance;
  let port: number;
  let log: LogEntry[];
  before(async () => {
    app = es9App(fixture().server, { log: (entry) => log.push(entry) });
    port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  });
  beforeEach(() => {
    log = [];
  });
  after(() => app.close());

  const refused: readonly (readonly [string, number, string])[] = [
    ['octets that are no HTTP', 400, '\u0016\u0003\u0001 nonsense\r\n\r\n'],
    ['the preface of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a version that does not exist', 400, `POST ${path} HTTP/3.7\r\n${host}\r\n`],
    ['a method that does not exist', 400, `STEAL ${path} HTTP/1.1\r\n${host}\r\n`],
    ['a request line without an end', 400, `POST ${path}\nnonsense\r\n\r\n`],
    ['a path with a broken escape', 400, `POST /%zz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
    ['a header without a name', 400, `POST ${path} HTTP/1.1\r\n${host}: x\r\n\r\n`],
    ['a header of 20 kB', 431, `POST ${path} HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['an unknown expectation', 417, `POST ${path} HTTP/1.1\r\n${host}Expect: 200-foo\r\n\r\n`],
    ['a length that is no number', 400, `POST ${path} HTTP/1.1\r\n${host}Content-Length: 1x\r\n\r\n`],
    [
      'two ways to tell the length',
      400,
      `POST ${path} HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ],
    ['no host', 400, `POST ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ['two hosts', 400, `POST ${path} HTTP/1.1\r\n${host}Host: b\r\nConnection: close\r\n\r\n`],
    ['every path at once', 404, `OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
    ['an upgrade', 404, `GET / HTTP/1.1\r\n${host}Upgrade: websocket\r\nConnection: upgrade, close\r\n\r\n`],
  ];
  for (const [what, http, request] of refused) {
    it(`refuses with ${http} and a status of SGP.22, and closes: ${what}`, async () => {
      const [head = '', body = ''] = (await answerTo(request)).split('\r\n\r\n');
      const [line, ...headers] = head.toLowerCase().split('\r\n');
      expect(line).to.match(new RegExp(`^http/1.1 ${http} `));
      expect(headers).to.include.members([
        'x-admin-protocol: gsma/rsp/v2.2.2',
        'content-type: application/json;charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
      ]);
      const { header } = JSON.parse(body) as { header: { functionExecutionStatus: object } };
      expect(header.functionExecutionStatus).to.have.property('status', 'Failed');
      expect(header.functionExecutionStatus)
        .to.have.property('statusCodeData')
        .that.includes({ subjectCode: '1.3.1', reasonCode: '2.1' });
      expect(log).to.deep.equal([{ ...log[0], kind: 'request', function: 'none', http, status: 'Failed' }]);
    });
  }

  it('refuses a body that breaks off its chunks, once', async () => {
    const request = `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await answerTo(`${request}2\r\n{}\r\nnonsense\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1/g)).to.have.length(1);
    expect(answer).to.match(/^HTTP\/1\.1 400 .*"subjectCode":"1\.3\.1"/s);
  });

  it('closes without a word where no answer can be made', async () => {
    expect(await answerTo(`CONNECT other.example:443 HTTP/1.1\r\n${host}\r\n`)).to.equal('');
    expect(await answerTo('')).to.equal('');
  });

  it('answers with 408 a request that does not come to its end, and with nothing a connection that broke', async () => {
    for (const [code, expected] of [
      ['ERR_HTTP_REQUEST_TIMEOUT', /^HTTP\/1\.1 408 .*"subjectCode":"1\.3\.1"/s],
      ['ECONNRESET', /^$/],
      ['ERR_SSL_WRONG_VERSION_NUMBER', /^$/],
    ] as const) {
      // What Node says when its clock runs out, or its peer is gone.
      app.server.once('connection', (socket) => {
        app.server.emit('clientError', Object.assign(new Error('CANARY'), { code }), socket);
      });
      const answer = await answerTo(`POST ${path} HTTP/1.1\r\n`);
      expect(answer).to.match(expected);
      expect(answer).not.to.include('CANARY');
    }
  });

  it('lets nothing that follows a request pass for its answer', async () => {
    const body = encodeRequest(initiateAuthentication, fixture().chip.initiateAuthentication(ADDRESS));
    const request =
      `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const answer = await answerTo(`${request}nonsense\r\n\r\n`);
    expect(answer).not.to.include('400');
    expect(await answerTo(request)).to.match(/^HTTP\/1\.1 200 .*Executed-Success/s);
  });

  it('answers over TLS too, and says nothing to what is no TLS', async () => {
    const cert = `-----BEGIN CERTIFICATE-----\n${Buffer.from(pki.dpTls.certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const tls = { certificate: cert, key: privateKeyPem(pki.dpTls.secretKey) };
    const secure = es9App(fixture().server, { tls });
    const securePort = Number(new URL(await secure.listen({ host: '127.0.0.1', port: 0 })).port);
    try {
      // The certificate's name is not that of this machine; what is tested is the answer.
      const socket = connectTls({ host: '127.0.0.1', port: securePort, rejectUnauthorized: false });
      expect(await exchange(socket, 'PRI * HTTP/2.0\r\n\r\n')).to.match(/^HTTP\/1\.1 400 .*"subjectCode":"1\.3\.1"/s);
      expect(await exchange(connect(securePort, '127.0.0.1'), 'GET / HTTP/1.1\r\n\r\n')).not.to.match(/HTTP|html/);
    } finally {
      await secure.close();
    }
  });

  const answerTo = (request: string) => exchange(connect(port, '127.0.0.1'), request);
});

/** All that comes back until the other side closes; ends its own side where nothing happens for a while. */
async function exchange(socket: ReturnType<typeof connect>, request: string): Promise<string> {
  let received = '';
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('data', (data: Buffer) => (received += data.toString('latin1')));
    socket.on('close', () => resolve());
    socket.on('error', (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET' || reject(error));
  });
  socket.write(request);
  await Promise.race([closed, delay(500).then(() => socket.end())]);
  await closed;
  return received;
}

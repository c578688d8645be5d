import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { proverApp } from '../../src/prover/app.ts';
import { ProverClient } from '../../src/prover/client.ts';
import { ProvingError } from '../../src/prover/error.ts';
import { JobQueue } from '../../src/prover/job-queue.ts';
import type { LogEntry } from '../../src/prover/log.ts';
import { parsePlace } from '../../src/prover/place.ts';
import { serveProver } from '../../src/prover/serve.ts';
import type { CircuitProver } from '../../src/zk/prover.ts';

/** Never ends but by cancellation. */
const endless: CircuitProver = {
  prove: (_circuit, _statement, { signal } = {}) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    }),
};
const CANARY = '31415926535897932384';
const job = (circuit = 'product'): string =>
  JSON.stringify({ circuit, inputs: { factor: CANARY }, publicSignals: ['1'] });

describe('the prover’s HTTP', () => {
  let queue: JobQueue;
  let app: FastifyInstance;
  let log: LogEntry[];
  beforeEach(() => {
    log = [];
    queue = new JobQueue(endless, { capacity: 1, lease: 60_000 });
    app = proverApp(queue, { circuits: ['product'], allowRemote: false, log: (entry) => log.push(entry) });
  });
  afterEach(async () => {
    await queue.close();
    await app.close();
    expect(JSON.stringify(log)).not.to.include(CANARY);
  });

  const send = async (options: InjectOptions) => {
    const { statusCode, body } = await app.inject({ headers: { host: 'localhost' }, ...options });
    expect(body).not.to.include(CANARY);
    const value = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown> & { error?: { code: string } };
    return { statusCode, code: value.error?.code, value };
  };
  const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    send({
      method: 'POST',
      url: '/v1/jobs',
      payload,
      headers: { host: '127.0.0.1:1', 'content-type': 'application/json', ...headers },
    });

  it('takes a job, says how it is, and cancels it', async () => {
    const { statusCode, value } = await post(job());
    expect([statusCode, value['state']]).to.deep.equal([202, 'running']);
    const url = `/v1/jobs/${String(value['id'])}`;
    expect((await send({ url })).value).to.deep.equal(value);
    expect((await send({ url: '/v1/prover' })).value).to.deep.equal({ circuits: ['product'], waiting: 0 });
    const waits = send({ url: `${url}?wait=20&after=${String(value['version'])}` });
    expect((await send({ method: 'DELETE', url })).statusCode).to.equal(204);
    expect((await waits).value).to.include({ state: 'failed' });
    expect(await send({ url })).to.include({ statusCode: 404, code: 'JobUnknown' });
    expect(await send({ method: 'DELETE', url })).to.include({ statusCode: 404, code: 'JobUnknown' });
  });

  it('answers what is bad with 4xx and a code', async () => {
    expect(await post('{')).to.include({ statusCode: 400, code: 'RequestInvalid' });
    expect(await post('')).to.include({ statusCode: 400, code: 'RequestInvalid' });
    expect(await post(job('other'))).to.include({ statusCode: 404, code: 'CircuitUnknown' });
    expect(await post(job('constructor'))).to.include({ statusCode: 404, code: 'CircuitUnknown' });
    const large = Buffer.alloc((1 << 20) + 1, CANARY);
    expect(await post(large)).to.include({ statusCode: 413, code: 'RequestInvalid' });
    expect(await post(job(), { 'content-type': 'text/plain' })).to.include({ statusCode: 415, code: 'RequestInvalid' });
    for (const url of ['/', '/v1', `/${CANARY}`, '/v1/jobs', '/v1/jobs/%zz', '/v1/jobs/../../etc/passwd']) {
      const { statusCode, code } = await send({ url });
      expect(statusCode, url).to.be.within(400, 404);
      expect(code, url).to.equal('RequestInvalid');
    }
    expect(await send({ url: '/v1/jobs/__proto__' })).to.include({ statusCode: 404, code: 'JobUnknown' });
    for (const query of ['wait=x', 'after=1.5', 'wait=1&wait=2', 'after=-2', 'wait=99999999999']) {
      expect(await send({ url: `/v1/jobs/1?${query}` })).to.include({ statusCode: 400, code: 'RequestInvalid' });
    }
  });

  it('takes no more jobs than may wait', async () => {
    for (let i = 0; i < 2; i++) expect((await post(job())).statusCode).to.equal(202);
    expect(await post(job())).to.include({ statusCode: 429, code: 'QueueFull' });
    await queue.close();
    expect(await post(job())).to.include({ statusCode: 503, code: 'Closed' });
  });

  it('serves no page in a browser, and nobody who takes it for another host', async () => {
    expect(await post(job(), { origin: 'https://evil.example.com' })).to.include({
      statusCode: 403,
      code: 'Forbidden',
    });
    for (const host of ['evil.example.com', '127.0.0.1.evil.example.com', 'localhost.evil:80', '10.0.0.1']) {
      expect(await post(job(), { host }), host).to.include({ statusCode: 403, code: 'Forbidden' });
    }
    for (const host of ['localhost:9', '[::1]:9', '127.0.0.9']) {
      expect((await send({ url: '/v1/prover', headers: { host } })).statusCode, host).to.equal(200);
    }
  });

  it('logs methods, routes and answers, and no job’s id', async () => {
    const { value } = await post(job());
    await send({ url: `/v1/jobs/${String(value['id'])}` });
    await send({ url: `/${CANARY}` });
    expect(log).to.deep.equal([
      { kind: 'request', method: 'POST', route: '/v1/jobs', http: 202 },
      { kind: 'request', method: 'GET', route: '/v1/jobs/:id', http: 200 },
      { kind: 'request', method: 'GET', route: 'none', http: 404 },
    ]);
  });
});

describe('the prover’s socket', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'openrsp-socket-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const serve = (file: string) =>
    serveProver({ place: parsePlace(file), memory: 1, circuits: [], log: () => undefined });

  it('can be opened by its user alone, and goes in the end', async () => {
    const file = path.join(folder, 'p.sock');
    const before = process.umask(0o022);
    const prover = await serve(file);
    expect(process.umask(before)).to.equal(0o022);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    await prover.close();
    expect(existsSync(file)).to.equal(false);
  });

  it('overwrites neither another file nor the socket of a prover that listens', async () => {
    const file = path.join(folder, 'p.sock');
    const prover = await serve(file);
    const failure: unknown = await serve(file).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProvingError);
    expect(String(failure)).to.include('a prover listens already');
    await prover.close();

    const other = path.join(folder, 'file');
    writeFileSync(other, 'x');
    const refused: unknown = await serve(other).catch((error: unknown) => error);
    expect(String(refused)).to.include('is no socket');
    expect(existsSync(other)).to.equal(true);
  });
});

describe('ProverClient', () => {
  const statement = { inputs: { factor: 5n }, publicSignals: [1n] };
  const codeOf = async (proving: Promise<unknown>): Promise<string> => {
    const failure: unknown = await proving.catch((error: unknown) => error);
    return failure instanceof ProvingError ? failure.code : String(failure);
  };

  it('says that nobody is there, and that what answers is no prover', async () => {
    expect(await codeOf(new ProverClient('/nowhere/p.sock').prove('a', statement))).to.equal('Unreachable');
    for (const answer of [
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
      'HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\nnone',
      `HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`,
      'SSH-2.0-none\r\n',
    ]) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(answer));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      expect(await codeOf(new ProverClient(`127.0.0.1:${port}`).prove('a', statement)), answer.slice(0, 40)).to.equal(
        'Unreachable',
      );
      server.close();
    }
  });

  it('cancels its job when it is told to give up', async () => {
    const queue = new JobQueue(endless, { capacity: 1, lease: 60_000 });
    const app = proverApp(queue, { circuits: ['product'], allowRemote: false });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as { port: number };
    const client = new ProverClient(`127.0.0.1:${port}`);
    const reason = new Error('enough');
    const abort = new AbortController();
    const phases: string[] = [];
    const proving = client
      .prove('product', statement, { signal: abort.signal, onProgress: (phase) => phases.push(phase) })
      .catch((error: unknown) => error);
    const queued: number[] = [];
    const second = new AbortController();
    const waiting = client
      .prove('product', statement, { signal: second.signal, onQueue: (position) => queued.push(position) })
      .catch((error: unknown) => error);
    while (queued.length === 0 || phases.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([queued, phases, queue.waiting]).to.deep.equal([[1], ['artifacts'], 1]);
    abort.abort(reason);
    expect(await proving).to.equal(reason);
    while (queue.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    second.abort(reason);
    expect(await waiting).to.equal(reason);
    await queue.close();
    await app.close();
  });
});

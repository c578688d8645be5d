import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ProvingError, type ProvingErrorCode } from './error.ts';
import type { JobQueue } from './job-queue.ts';
import type { Log } from './log.ts';
import { decodeRequest, encodeView, errorBody, MAX_REQUEST_OCTETS } from './wire.ts';

export interface AppOptions {
  readonly circuits: readonly string[];
  /** Also for requests that name another host than this one: see {@link namesThisHost}. */
  readonly allowRemote: boolean;
  readonly log?: Log | undefined;
}

/** Most seconds that a request may wait for a change. */
export const MAX_WAIT = 30;
/** Milliseconds in which a whole request must have come. */
const REQUEST_TIMEOUT = 20_000;

const STATUS: Readonly<Partial<Record<ProvingErrorCode, number>>> = {
  RequestInvalid: 400,
  Forbidden: 403,
  CircuitUnknown: 404,
  JobUnknown: 404,
  QueueFull: 429,
  Closed: 503,
};

/**
 * Jobs over HTTP: POST /v1/jobs, GET /v1/jobs/ID?wait=SECONDS&after=VERSION, DELETE /v1/jobs/ID, GET /v1/prover. Whatever is refused
 * is answered with a code and a sentence, in which nothing of the request stands.
 */
export function proverApp(
  queue: JobQueue,
  { circuits, allowRemote, log = () => undefined }: AppOptions,
): FastifyInstance {
  const refuse = (reply: FastifyReply, error: ProvingError, http = STATUS[error.code] ?? 500): FastifyReply =>
    reply.status(http).send(errorBody(error));
  const app = fastify({
    logger: false,
    bodyLimit: MAX_REQUEST_OCTETS,
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: (MAX_WAIT + 10) * 1000,
    // Those who wait get their answer first.
    forceCloseConnections: 'idle',
    frameworkErrors: (_error, _request, reply) =>
      void refuse(reply as FastifyReply, new ProvingError('RequestInvalid', 'the path is none')),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.origin !== undefined) {
      await refuse(reply, new ProvingError('Forbidden', 'pages in browsers are not served'));
    } else if (!allowRemote && !namesThisHost(request)) {
      await refuse(reply, new ProvingError('Forbidden', 'the request names another host'));
    }
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    log({ kind: 'request', method, route: routeOptions.url ?? 'none', http: reply.statusCode });
    done();
  });

  app.post('/v1/jobs', (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    try {
      const { circuit, statement } = decodeRequest(body);
      if (!circuits.includes(circuit)) {
        throw new ProvingError('CircuitUnknown', `the prover serves ${circuits.join(', ')}`);
      }
      return reply.status(202).send(encodeView(queue.submit(circuit, statement)));
    } finally {
      body.fill(0);
    }
  });
  app.get('/v1/jobs/:id', async (request, reply) => {
    const { wait, after } = watchOptions(request.query);
    return reply.send(encodeView(await queue.watch(jobId(request), after, wait * 1000)));
  });
  app.delete('/v1/jobs/:id', (request, reply) => {
    queue.remove(jobId(request));
    return reply.status(204).send();
  });
  app.get('/v1/prover', (_request, reply) => reply.send({ circuits, waiting: queue.waiting }));

  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, new ProvingError('RequestInvalid', 'there is nothing at this path, or not with this method'), 404),
  );
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ProvingError) return refuse(reply, error);
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode < 400 || statusCode >= 500) return refuse(reply, new ProvingError('Fault', 'the prover failed'));
    const message =
      statusCode === 413 ? `a request has at most ${MAX_REQUEST_OCTETS} octets` : 'the request is no JSON';
    return refuse(reply, new ProvingError('RequestInvalid', message), statusCode);
  });
  return app;
}

/** A page whose name was made to lead to this machine (DNS rebinding) names its own host. */
function namesThisHost({ headers: { host = '' } }: FastifyRequest): boolean {
  return /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?$/.test(host);
}

function jobId({ params }: FastifyRequest): string {
  return (params as { readonly id: string }).id;
}

function watchOptions(query: unknown): { wait: number; after: number } {
  const { wait = '0', after = '-1' } = query as { readonly wait?: unknown; readonly after?: unknown };
  const isGood = (value: unknown): value is string => typeof value === 'string' && /^(-1|[0-9]{1,9})$/.test(value);
  if (!isGood(wait) || !isGood(after)) {
    throw new ProvingError('RequestInvalid', 'wait is a number of seconds, after a version of the job');
  }
  return { wait: Math.min(Math.max(Number(wait), 0), MAX_WAIT), after: Number(after) };
}

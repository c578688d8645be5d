import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { authenticateClient } from '../../rsp/es9plus/authenticate-client.ts';
import { cancelSession } from '../../rsp/es9plus/cancel-session.ts';
import { Es9Error, Es9FormatError } from '../../rsp/es9plus/error.ts';
import { encodeFailure, encodeResponse, type Es9Function, parseRequest } from '../../rsp/es9plus/function.ts';
import { getBoundProfilePackage } from '../../rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../rsp/es9plus/handle-notification.ts';
import { ADMIN_PROTOCOL_HEADER, es9Path, isAdminProtocol, responseHeaders } from '../../rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../rsp/es9plus/initiate-authentication.ts';
import type { SmdpServer } from '../server.ts';
import { answerClientError, refuseExpectations } from './client-error.ts';
import { faultEntry, type Log } from './log.ts';
import { PendingRequests } from './pending-requests.ts';
import { REFUSAL, refusalEntry } from './refusal.ts';

/** What the binding needs of a server. */
export type Es9Server = Pick<
  SmdpServer,
  'initiateAuthentication' | 'authenticateClient' | 'getBoundProfilePackage' | 'handleNotification' | 'cancelSession'
>;

export interface AppOptions {
  readonly log?: Log | undefined;
  /** CERT.DP.TLS with its chain, and its key, in PEM. Default: plain HTTP, for behind a proxy that ends TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
}

/** The largest request has a chip's certificates in it, about 4,000 octets. */
const MAX_BODY = 65_536;
/** Milliseconds in which a whole request must have come. */
const REQUEST_TIMEOUT = 20_000;
const BAD_REQUEST = 400;

/**
 * The JSON binding of ES9+ (SGP.22 6.5): HTTP 200 with a status for whatever the functions come to, 4xx with a status where the request is
 * none of ES9+. A fault of the server is a failed function too.
 */
export function es9App(server: Es9Server, { log = () => undefined, tls }: AppOptions = {}): FastifyInstance {
  const refuse = (reply: FastifyReply, http: number) => {
    log(refusalEntry(http, Math.round(reply.elapsedTime)));
    return reply.status(http).headers(responseHeaders).send(REFUSAL);
  };
  const app = newApp({ tls, log, refuse });
  app.removeAllContentTypeParsers();
  // Read as text, so that a body in which a key comes twice is refused.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const add = <Q, R>(of: Es9Function<Q, R>, act: (request: Q) => Promise<R>) => {
    app.post(es9Path(of), async (request, reply) => {
      const begun = performance.now();
      const outcome = await outcomeOf(of, act, request, log);
      reply.status(outcome.http).headers(responseHeaders);
      log({ kind: 'request', function: of.name, ...outcome.entry, http: outcome.http, milliseconds: since(begun) });
      if (outcome.body === '') reply.removeHeader('Content-Type');
      return reply.send(outcome.body === '' ? undefined : outcome.body);
    });
  };
  add(initiateAuthentication, (request) => server.initiateAuthentication(request));
  add(authenticateClient, (request) => server.authenticateClient(request));
  add(getBoundProfilePackage, (request) => server.getBoundProfilePackage(request));
  add(handleNotification, (request) => server.handleNotification(request));
  add(cancelSession, (request) => server.cancelSession(request));

  app.addHook('onRequest', async (request, reply) => {
    if (!namesOneHost(request.raw)) await refuse(reply, BAD_REQUEST);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404));
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode = 0 } = error as { statusCode?: number };
    if (statusCode >= 400 && statusCode < 500) return refuse(reply, statusCode);
    log(faultEntry(error));
    return reply
      .status(200)
      .headers(responseHeaders)
      .send(encodeFailure(Es9Error.of('executionError')));
  });
  return app;
}

interface Outcome {
  readonly http: number;
  readonly body: string;
  readonly entry: { readonly status?: string; readonly subjectCode?: string; readonly reasonCode?: string };
}

async function outcomeOf<Q, R>(
  of: Es9Function<Q, R>,
  act: (request: Q) => Promise<R>,
  { body, headers }: { readonly body: unknown; readonly headers: Readonly<Record<string, unknown>> },
  log: Log,
): Promise<Outcome> {
  try {
    const protocol = headers[ADMIN_PROTOCOL_HEADER.toLowerCase()];
    if (protocol !== undefined && !(typeof protocol === 'string' && isAdminProtocol(protocol))) {
      return failed(Es9Error.of('messageInvalid'), BAD_REQUEST);
    }
    const response = await act(parseRequest(of, typeof body === 'string' ? body : ''));
    const text = encodeResponse(of, response);
    if (text === '') return { http: 204, body: '', entry: {} };
    return { http: 200, body: text, entry: { status: 'Executed-Success' } };
  } catch (error) {
    if (error instanceof Es9Error) return failed(error);
    if (error instanceof Es9FormatError) {
      const { code } = error;
      const failure = Es9Error.of(code === 'MemberMissing' ? 'messageIncomplete' : 'messageInvalid');
      return failed(failure, code === 'Json' ? BAD_REQUEST : 200);
    }
    log(faultEntry(error));
    return failed(Es9Error.of('executionError'));
  }
}

function failed(error: Es9Error, http = 200): Outcome {
  const { status, subjectCode, reasonCode } = error;
  return { http, body: encodeFailure(error), entry: { status, subjectCode, reasonCode } };
}

interface NewApp {
  readonly tls: AppOptions['tls'];
  readonly log: Log;
  readonly refuse: (reply: FastifyReply, http: number) => unknown;
}

/** Whatever comes, neither Fastify nor Node answers it with a body of its own. */
function newApp({ tls, log, refuse }: NewApp): FastifyInstance {
  // Node would answer a request without Host itself.
  const http = { requireHostHeader: false } as const;
  const common = {
    logger: false,
    bodyLimit: MAX_BODY,
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: REQUEST_TIMEOUT,
    return503OnClosing: false,
    clientErrorHandler: (error: Error, connection: Duplex) => answerClientError(error, connection, pending, log),
    frameworkErrors: (error: { statusCode?: number }, _request: unknown, reply: FastifyReply) =>
      refuse(reply, error.statusCode ?? BAD_REQUEST),
  } as const;
  const app: FastifyInstance =
    tls === undefined
      ? fastify({ ...common, http })
      : fastify({ ...common, https: { ...http, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' } });
  const pending = new PendingRequests(app.server);
  refuseExpectations(app.server, log);
  return app;
}

/** Once; in HTTP/1.0 it may be missing (RFC 9112 3.2). */
function namesOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}

const since = (begun: number): number => Math.round(performance.now() - begun);

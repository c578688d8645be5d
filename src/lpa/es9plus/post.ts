import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { PkiError } from '../../pki/error.ts';
import { LpaError } from '../error.ts';
import type { Endpoint } from './address.ts';
import { tlsOptions, type TlsTrust } from './trust.ts';

/** One POST: where, what, and how much of time and memory its answer may take. */
export interface Post {
  /** Name that the server's certificate must have. */
  readonly host: string;
  /** Where the connection goes. */
  readonly endpoint: Required<Endpoint>;
  /** `undefined`: HTTP without TLS. */
  readonly trust: TlsTrust | undefined;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds from the beginning to the last octet of the answer. */
  readonly timeout: number;
  /** Octets of the answer's body. */
  readonly maximumBody: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A POST that brought no answer, and whether the server may have the request. */
export class PostError extends LpaError {
  override readonly name = 'PostError';
  readonly wasSent: boolean;

  constructor(code: 'Unreachable' | 'Timeout' | 'TlsUntrusted', message: string, wasSent: boolean, cause?: unknown) {
    super(code, message, { cause });
    this.wasSent = wasSent;
  }
}

/** Sends it on a connection of its own. Rejects with {@link PostError}, and with LpaError `BodyTooLarge`. */
export function post(of: Post): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  let wasSent = false;
  const request = open(of);
  const timer = setTimeout(() => {
    const text = `${of.host} did not answer within ${of.timeout} ms. Try again later.`;
    request.destroy(new PostError('Timeout', text, wasSent));
  }, of.timeout);
  request.on('socket', (socket) => socket.once(of.trust ? 'secureConnect' : 'connect', () => (wasSent = true)));
  request.on('error', (error) => reject(error instanceof LpaError ? error : explained(of, error, wasSent)));
  request.on('response', (response) => {
    read(response, of).then(resolve, (error: unknown) => {
      reject(error instanceof LpaError ? error : explained(of, error, true));
      request.destroy();
    });
  });
  request.end(of.body);
  return promise.finally(() => clearTimeout(timer));
}

function open({ host, endpoint, trust, path, headers, body }: Post): ClientRequest {
  const options = {
    ...endpoint,
    path,
    method: 'POST',
    // One connection a request: nothing of another session is on it.
    agent: false as const,
    headers: { ...headers, Host: host, 'Content-Length': Buffer.byteLength(body) },
  };
  if (trust === undefined) return httpRequest(options);
  return httpsRequest({ ...options, ...tlsOptions(host, trust, isIP(host) !== 0) });
}

async function read(response: IncomingMessage, { host, maximumBody }: Post): Promise<HttpAnswer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > maximumBody) {
      throw new LpaError(
        'BodyTooLarge',
        `${host} answered more than the ${maximumBody} octets that this message may have. Ask the operator.`,
      );
    }
    pieces.push(piece);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString('utf8') };
}

const TLS_CODE =
  /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|INVALID_CA|INVALID_PURPOSE|HOSTNAME_|PATH_LENGTH)/;

function explained({ host }: Post, cause: unknown, wasSent: boolean): PostError {
  if (cause instanceof PostError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  if (TLS_CODE.test(code) || cause instanceof PkiError) {
    const text = `The TLS certificate of ${host} is not trusted (${code}). Give the Certificate Issuer of this server.`;
    return new PostError('TlsUntrusted', text, wasSent, cause);
  }
  return new PostError('Unreachable', `${host} cannot be reached (${code}). Try again later.`, wasSent, cause);
}

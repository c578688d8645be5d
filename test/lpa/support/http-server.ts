import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { authenticateClient } from '../../../src/rsp/es9plus/authenticate-client.ts';
import { cancelSession } from '../../../src/rsp/es9plus/cancel-session.ts';
import { Es9Error } from '../../../src/rsp/es9plus/error.ts';
import { encodeResponse, parseRequest, type Es9Function } from '../../../src/rsp/es9plus/function.ts';
import { getBoundProfilePackage } from '../../../src/rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../../src/rsp/es9plus/handle-notification.ts';
import { es9Path, responseHeaders } from '../../../src/rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import type { SmdpServer } from '../../../src/smdp/server.ts';

/** The functions of an SM-DP+, those of a `SmdpServer` or any in their place. */
export type Es9Functions = Pick<
  SmdpServer,
  'initiateAuthentication' | 'authenticateClient' | 'getBoundProfilePackage' | 'handleNotification' | 'cancelSession'
>;
export type FunctionName = keyof Es9Functions;

/** What a server does instead of a function. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => void;

const FUNCTIONS = [
  initiateAuthentication,
  authenticateClient,
  getBoundProfilePackage,
  handleNotification,
  cancelSession,
] as unknown as readonly Es9Function<unknown, unknown>[];

/** An SM-DP+ on 127.0.0.1 that misbehaves as it is told to. */
export class HttpServer {
  readonly functions: Es9Functions;
  /** Names of the functions called, in order. */
  readonly calls: FunctionName[] = [];
  /** By function: once for each entry, in order. */
  readonly misbehaviours = new Map<FunctionName, Misbehaviour[]>();
  readonly #server: Server;

  private constructor(functions: Es9Functions, tls: ServerOptions | undefined) {
    this.functions = functions;
    const listener: RequestListener = (request, response) => void this.#answer(request, response);
    this.#server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  }

  static async start(functions: Es9Functions, tls?: ServerOptions): Promise<HttpServer> {
    const server = new HttpServer(functions, tls);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  misbehave(of: FunctionName, ...how: Misbehaviour[]): void {
    this.misbehaviours.set(of, how);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const of = FUNCTIONS.find((known) => es9Path(known) === request.url);
    if (of === undefined || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const name = of.name as FunctionName;
    this.calls.push(name);
    const misbehaviour = this.misbehaviours.get(name)?.shift();
    if (misbehaviour !== undefined) {
      misbehaviour(request, response);
      return;
    }
    let body = '';
    for await (const piece of request) body += String(piece);
    const result = await this.#execute(of, body);
    response.writeHead(of.response === undefined && !(result instanceof Es9Error) ? 204 : 200, responseHeaders);
    response.end(encodeResponse(of, result));
  }

  async #execute(of: Es9Function<unknown, unknown>, body: string): Promise<unknown> {
    try {
      const act = this.functions[of.name as FunctionName] as (request: unknown) => Promise<unknown>;
      return await act.call(this.functions, parseRequest(of, body));
    } catch (error) {
      if (error instanceof Es9Error) return error;
      throw error;
    }
  }
}

/** Answers with a status and a body. */
export function answering(status: number, body = '', headers: Record<string, string> = responseHeaders): Misbehaviour {
  return (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
}

/** Breaks the connection after the request was read. */
export const breaking: Misbehaviour = (request) => {
  request.resume();
  request.once('end', () => request.socket.destroy());
};

import type { FastifyInstance } from 'fastify';
import { expect } from 'chai';
import { authenticateClient } from '../../../src/rsp/es9plus/authenticate-client.ts';
import { cancelSession } from '../../../src/rsp/es9plus/cancel-session.ts';
import { encodeRequest, type Es9Function, parseResponse } from '../../../src/rsp/es9plus/function.ts';
import { getBoundProfilePackage } from '../../../src/rsp/es9plus/get-bound-profile-package.ts';
import { handleNotification } from '../../../src/rsp/es9plus/handle-notification.ts';
import { es9Path, requestHeaders } from '../../../src/rsp/es9plus/http.ts';
import { initiateAuthentication } from '../../../src/rsp/es9plus/initiate-authentication.ts';
import type { Es9Server } from '../../../src/smdp/http/app.ts';

export interface Answer {
  readonly http: number;
  readonly text: string;
}

/** Posts `text` to a function. */
export type Post = (path: string, text: string) => Promise<Answer>;

export function injected(app: FastifyInstance): Post {
  return async (url, payload) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url, headers: requestHeaders, payload });
    return { http: statusCode, text: body };
  };
}

export function fetched(base: string): Post {
  return async (path, body) => {
    const response = await fetch(base + path, { method: 'POST', headers: requestHeaders, body });
    return { http: response.status, text: await response.text() };
  };
}

/** The functions of a server behind HTTP. */
export function es9Client(post: Post): Es9Server {
  const call = async <Q, R>(of: Es9Function<Q, R>, request: Q): Promise<R> => {
    const { http, text } = await post(es9Path(of), encodeRequest(of, request));
    expect(http).to.equal(of.response === undefined ? 204 : 200);
    return parseResponse(of, text);
  };
  return {
    initiateAuthentication: (request) => call(initiateAuthentication, request),
    authenticateClient: (request) => call(authenticateClient, request),
    getBoundProfilePackage: (request) => call(getBoundProfilePackage, request),
    handleNotification: (request) => call(handleNotification, request),
    cancelSession: (request) => call(cancelSession, request),
  };
}

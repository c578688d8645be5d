import { type IncomingMessage, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { responseHeaders } from '../../rsp/es9plus/http.ts';
import type { Log } from './log.ts';
import type { PendingRequests } from './pending-requests.ts';
import { REFUSAL, refusalEntry } from './refusal.ts';

const BAD_REQUEST = 400;
const EXPECTATION_FAILED = 417;
/** Errors in reading HTTP; others are the connection's own: it was reset, or TLS failed. */
const OF_HTTP = /^(?:HPE|ERR_HTTP)_/;
/** Where an error in reading HTTP is no bad request. */
const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const closingHeaders = { ...responseHeaders, 'Content-Length': `${Buffer.byteLength(REFUSAL)}`, Connection: 'close' };

/** Answers what could not be read as a request, and closes the connection; where no answer can be made, only that. */
export function answerClientError(error: Error, connection: Duplex, pending: PendingRequests, log: Log): void {
  const { code = '' } = error as { code?: string };
  if (!OF_HTTP.test(code) || !connection.writable || pending.areOn(connection)) {
    connection.destroy();
    return;
  }
  const status = STATUS_OF[code] ?? BAD_REQUEST;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(closingHeaders).map(([name, value]) => `${name}: ${value}`),
  ];
  log(refusalEntry(status, 0));
  connection.end(`${head.join('\r\n')}\r\n\r\n${REFUSAL}`, () => connection.destroy());
}

/** Refuses expectations other than 100-continue (RFC 9110 10.1.1). */
export function refuseExpectations(server: Pick<Server, 'on'>, log: Log): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    log(refusalEntry(EXPECTATION_FAILED, 0));
    response.writeHead(EXPECTATION_FAILED, closingHeaders).end(REFUSAL);
  });
}

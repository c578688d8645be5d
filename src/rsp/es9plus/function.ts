import type { Body } from './body.ts';
import { Es9Error } from './error.ts';
import { type FunctionExecutionStatus, isFailure, parseHeader } from './header.ts';
import { parseJsonObject } from './json-object.ts';

/** A function of ES9+ with the bodies of its request and its response. */
export interface Es9Function<Request, Response> {
  /** Last part of its path. */
  readonly name: string;
  readonly request: Body<Request>;
  /** `undefined`: there is no answer but HTTP 204. */
  readonly response: Body<Response> | undefined;
}

/** JSON text of a request. Throws RspError where a data object has not the right form. */
export function encodeRequest<Q>(of: Es9Function<Q, unknown>, request: Q): string {
  return JSON.stringify(of.request.format(request));
}

/** Reads a request. Throws {@link Es9FormatError}. */
export function parseRequest<Q>(of: Es9Function<Q, unknown>, text: string): Q {
  return of.request.parse(parseJsonObject(text));
}

/** JSON text of a response, or of the failure that stands in its place; empty where the function has no answer. */
export function encodeResponse<R>(of: Es9Function<unknown, R>, response: R | Es9Error): string {
  if (response instanceof Es9Error) return encodeFailure(response);
  if (of.response === undefined) return '';
  return JSON.stringify({ ...header({ status: 'Executed-Success' }), ...of.response.format(response) });
}

/** JSON text of a response that is only a header with a failure. */
export function encodeFailure({ status, subjectCode, reasonCode, subjectIdentifier, message }: Es9Error): string {
  const statusCodeData = { subjectCode, reasonCode, subjectIdentifier, message };
  return JSON.stringify(header({ status, statusCodeData }));
}

/** Reads a response. Throws {@link Es9Error} where the function failed, {@link Es9FormatError} where it is none. */
export function parseResponse<R>(of: Es9Function<unknown, R>, text: string): R {
  if (of.response === undefined && text.trim() === '') return undefined as R;
  const json = parseJsonObject(text);
  const { status, statusCodeData = {} } = parseHeader(json);
  if (isFailure(status)) throw new Es9Error(statusCodeData, status);
  return of.response === undefined ? (undefined as R) : of.response.parse(json);
}

function header(functionExecutionStatus: FunctionExecutionStatus) {
  return { header: { functionExecutionStatus } };
}

import { Es9FormatError } from './error.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** What a function came to (SGP.22 5.2.6). */
export type SuccessStatus = 'Executed-Success' | 'Executed-WithWarning';
export type FailureStatus = 'Failed' | 'Expired';

export interface StatusCodeData {
  readonly subjectCode: string;
  readonly reasonCode: string;
  readonly subjectIdentifier?: string | undefined;
  readonly message?: string | undefined;
}

/** functionExecutionStatus of a response's header (SGP.22 6.5.1.4). */
export interface FunctionExecutionStatus {
  readonly status: SuccessStatus | FailureStatus;
  readonly statusCodeData?: StatusCodeData | undefined;
}

const STATUSES: readonly string[] = ['Executed-Success', 'Executed-WithWarning', 'Failed', 'Expired'];
/** Of what a server says for people to read. */
const MAX_TEXT = 1_024;

export function isFailure(status: FunctionExecutionStatus['status']): status is FailureStatus {
  return status === 'Failed' || status === 'Expired';
}

/** The status in a response's header. Throws {@link Es9FormatError}. */
export function parseHeader(response: JsonObject): FunctionExecutionStatus {
  const header = member(response, 'header');
  const execution = isJsonObject(header) ? member(header, 'functionExecutionStatus') : undefined;
  if (!isJsonObject(execution)) {
    throw new Es9FormatError('MemberMissing', 'header.functionExecutionStatus is missing.');
  }
  const status = member(execution, 'status');
  if (typeof status !== 'string' || !STATUSES.includes(status)) {
    throw new Es9FormatError('MemberValue', `functionExecutionStatus.status must be ${STATUSES.join(', ')}.`);
  }
  const data = member(execution, 'statusCodeData');
  return {
    status: status as FunctionExecutionStatus['status'],
    ...(isJsonObject(data) && { statusCodeData: parseStatusCodeData(data) }),
  };
}

function parseStatusCodeData(data: JsonObject): StatusCodeData {
  const text = (name: string): string | undefined => {
    const value = member(data, name);
    return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined;
  };
  return {
    subjectCode: text('subjectCode') ?? '',
    reasonCode: text('reasonCode') ?? '',
    subjectIdentifier: text('subjectIdentifier'),
    message: text('message'),
  };
}

function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

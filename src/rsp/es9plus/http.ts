import type { Es9Function } from './function.ts';

/** Every function of ES9+ (and of ES11, the first two) is a POST below it (SGP.22 6.5.1). */
export const ES9_PATH = '/gsma/rsp2/es9plus';
export const ADMIN_PROTOCOL_HEADER = 'X-Admin-Protocol';
/** Version of SGP.22 that is spoken here. */
export const ADMIN_PROTOCOL = 'gsma/rsp/v2.2.2';
export const JSON_TYPE = 'application/json;charset=UTF-8';
/** User-Agent of an LPA in the device (SGP.22 6.5.1.3). */
export const LPAD_USER_AGENT = 'gsma-rsp-lpad';

export function es9Path({ name }: Pick<Es9Function<never, unknown>, 'name'>): string {
  return `${ES9_PATH}/${name}`;
}

/** Headers of a request. */
export const requestHeaders: Readonly<Record<string, string>> = {
  'Content-Type': JSON_TYPE,
  [ADMIN_PROTOCOL_HEADER]: ADMIN_PROTOCOL,
  'User-Agent': LPAD_USER_AGENT,
};

/** Headers of a response. */
export const responseHeaders: Readonly<Record<string, string>> = {
  'Content-Type': JSON_TYPE,
  [ADMIN_PROTOCOL_HEADER]: ADMIN_PROTOCOL,
};

const PROTOCOL = /^gsma\/rsp\/v([0-9]{1,3})\.[0-9]{1,3}(?:\.[0-9]{1,3})?$/;
const VERSION = 2;

/**
 * Whether the other side speaks version 2 or a later one. The header has the version of whoever sends it: a later LPA speaks version 2 with
 * a server that answers with it (SGP.22 6.5.1).
 */
export function isAdminProtocol(value: string | undefined): boolean {
  const major = PROTOCOL.exec(value?.trim() ?? '')?.[1];
  return major !== undefined && Number(major) >= VERSION;
}

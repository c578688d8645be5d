import { LpaError } from '../error.ts';

/** Where an address is reached. */
export interface Endpoint {
  /** Name or IP address without brackets. */
  readonly host: string;
  /** 1 to 65535; undefined: that of the scheme. */
  readonly port: number | undefined;
}

const ADDRESS = /^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::([0-9]{1,5}))?$/;

/** Reads `host` or `host:port`. Throws {@link LpaError} `Address`: codes, chips and servers name addresses. */
export function parseAddress(address: string): Endpoint {
  const [, host, digits] = ADDRESS.exec(address) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || port === 0 || (port ?? 0) > 65_535) {
    const shown = JSON.stringify(address.slice(0, 40));
    throw new LpaError('Address', `The address ${shown} is no host name with or without port. Ask who gave it.`);
  }
  return { host, port };
}

/** Whether two addresses are of the same server: names compare without case (RFC 1035 2.3.3). */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

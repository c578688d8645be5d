import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ProvingError } from './error.ts';

/** Where a prover listens: a socket in the file system, or a port. */
export type Place =
  | { readonly kind: 'socket'; readonly file: string }
  | { readonly kind: 'port'; readonly host: string; readonly port: number };

/** A path, or HOST:PORT: what has a slash in it is a path. @throws ProvingError RequestInvalid */
export function parsePlace(text: string): Place {
  if (text.includes('/')) return { kind: 'socket', file: path.resolve(text) };
  const [, bracketed, plain, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535) {
    throw new ProvingError('RequestInvalid', `"${text}" is neither a path with a slash in it nor HOST:PORT`);
  }
  return { kind: 'port', host, port };
}

/** Whether nobody on another machine reaches it. Names are not looked up, but for `localhost`. */
export function isLocal(place: Place): boolean {
  if (place.kind === 'socket') return true;
  return place.host === 'localhost' || place.host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(place.host);
}

export function placeText(place: Place): string {
  if (place.kind === 'socket') return place.file;
  return place.host.includes(':') ? `[${place.host}]:${place.port}` : `${place.host}:${place.port}`;
}

/** A socket in a folder that is the user's alone. @throws ProvingError Forbidden for a folder that is not */
export function defaultPlace(environment: NodeJS.ProcessEnv = process.env): Place {
  const { XDG_RUNTIME_DIR: runtime } = environment;
  if (runtime !== undefined && path.isAbsolute(runtime)) {
    return { kind: 'socket', file: path.join(runtime, 'openrsp-prover.sock') };
  }
  const { uid } = userInfo();
  const folder = path.join(tmpdir(), `openrsp-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Somebody else may have made it first.
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== uid || (stat.mode & 0o077) !== 0) {
    throw new ProvingError('Forbidden', `${folder} is not yours alone (mode 700); remove it, or name another place`);
  }
  return { kind: 'socket', file: path.join(folder, 'prover.sock') };
}

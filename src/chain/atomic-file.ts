import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** Writes `text` to `file` so that a reader, or a crash, sees either the old file or the whole new one. Makes the folder. */
export function writeFileAtomically(file: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.part`;
  const descriptor = openSync(partial, 'w', mode);
  try {
    // The umask may have taken bits from `mode`, and an old partial file has a mode of its own.
    chmodSync(partial, mode);
    writeSync(descriptor, text);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/**
 * Makes `file`, mode 0600, with `text` in it unless it is there already, and returns only when a crash can take it away no more. Whoever
 * comes second, be it at the same moment, finds the first one's file untouched. Makes the folder, mode 0700.
 */
export function createPrivateFile(file: string, text: string): void {
  const folder = path.resolve(path.dirname(file));
  const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 });
  const partial = `${file}.${randomUUID()}.part`;
  try {
    writeFileSync(partial, text, { mode: 0o600, flag: 'wx', flush: true });
    // Unlike a rename, a link replaces nothing.
    linkSync(partial, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(partial, { force: true });
  }
  syncFolders(folder, firstMade === undefined ? folder : path.dirname(firstMade));
}

/** Makes the names in `folder` last, and those of the folders above it up to `top`. */
function syncFolders(folder: string, top: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (folder !== top) syncFolders(path.dirname(folder), top);
}

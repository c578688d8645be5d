import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EuiccError } from '../error.ts';
import type { EuiccStore } from './store.ts';

/** The profiles in it have subscriber keys. */
const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** A store in a file of mode 0600: a part file beside it is written, synchronised and renamed over it. One process at a time. */
export class FileStore implements EuiccStore {
  readonly file: string;

  constructor(file: string) {
    this.file = path.resolve(file);
  }

  /** Throws EuiccError `Store`. */
  load(): string | undefined {
    try {
      return readFileSync(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw failed(this.file, 'be read', error);
    }
  }

  save(text: string): void {
    const part = `${this.file}.part`;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true, mode: PRIVATE_FOLDER });
      // An old part file may have another mode.
      rmSync(part, { force: true });
      writeFileSync(part, text, { mode: PRIVATE, flag: 'wx', flush: true });
      renameSync(part, this.file);
      synchroniseFolder(path.dirname(this.file));
    } catch (error) {
      throw failed(this.file, 'be written', error);
    }
  }
}

/** Makes the new name last. */
function synchroniseFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function failed(file: string, what: string, cause: unknown): EuiccError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new EuiccError('Store', `${file} cannot ${what} (${reason}). Check the path and its permissions.`, { cause });
}

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EuiccError } from '../error.ts';
import type { EuiccStore } from './store.ts';
import { StoreLock } from './store-lock.ts';

/** The profiles in it have subscriber keys. */
const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * A store in a file of mode 0600: a part file beside it is written, synchronised and renamed over it. Until it is closed, or the process
 * ends, no other store has the file: `<file>.lock` says so.
 */
export class FileStore implements EuiccStore {
  readonly file: string;
  #lock: StoreLock | undefined;

  private constructor(file: string, lock: StoreLock) {
    this.file = file;
    this.#lock = lock;
  }

  /** Makes the folder where there is none. Throws EuiccError `Store`, `StoreInUse`. */
  static open(name: string): FileStore {
    const file = path.resolve(name);
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
      return new FileStore(file, StoreLock.take(`${file}.lock`));
    } catch (error) {
      throw error instanceof EuiccError ? error : failed(file, 'be locked', error);
    }
  }

  /** Throws EuiccError `Store`. */
  load(): string | undefined {
    this.#assertOpen();
    try {
      return readFileSync(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw failed(this.file, 'be read', error);
    }
  }

  save(text: string): void {
    this.#assertOpen();
    const part = `${this.file}.part`;
    try {
      // An old part file may have another mode.
      rmSync(part, { force: true });
      writeFileSync(part, text, { mode: PRIVATE, flag: 'wx', flush: true });
      renameSync(part, this.file);
      synchroniseFolder(path.dirname(this.file));
    } catch (error) {
      throw failed(this.file, 'be written', error);
    }
  }

  /** Lets another store have the file. */
  close(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  #assertOpen(): void {
    if (this.#lock !== undefined) return;
    throw new EuiccError('Store', `The store in ${this.file} was closed. Open the file again.`);
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

import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EuiccError } from '../error.ts';

const PRIVATE = 0o600;
const PROCESS_ID = /^[1-9][0-9]{0,9}$/;

/** Lock files of this process. */
const held = new Set<string>();

function removeHeld(): void {
  for (const file of held) rmSync(file, { force: true });
}

/** A file that says which process has a store: `<pid>`. It goes with its release or with the end of the process. */
export class StoreLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Makes `file`, whose folder is there. What a process left that died is taken over. Throws EuiccError `StoreInUse` where another process
   * has it, or another store of this one, and the file system's own errors.
   */
  static take(file: string): StoreLock {
    const lock = path.join(realpathSync(path.dirname(file)), path.basename(file));
    if (!create(lock)) {
      removeStale(lock);
      if (!create(lock)) throw inUse(lock, holderOf(lock));
    }
    if (held.size === 0) process.on('exit', removeHeld);
    held.add(lock);
    return new StoreLock(lock);
  }

  release(): void {
    if (!held.delete(this.#file)) return;
    rmSync(this.#file, { force: true });
    if (held.size === 0) process.off('exit', removeHeld);
  }
}

/** Whether `lock` was not there, and now is this process's. */
function create(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}\n`, { mode: PRIVATE, flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Takes away the file of a dead process. Throws EuiccError `StoreInUse` where it is not known to be one. */
function removeStale(lock: string): void {
  const holder = holderOf(lock);
  if (!isStale(lock, holder)) throw inUse(lock, holder);
  // Not removed in place: another process may have taken it over since it was read, and then it is that one's.
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = holderOf(aside);
  if (moved !== holder) {
    renameSync(aside, lock);
    throw inUse(lock, moved);
  }
  rmSync(aside);
}

/** The number of the process; empty while it is being written, and where the file is gone. */
function holderOf(lock: string): string {
  try {
    return readFileSync(lock, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

function isStale(lock: string, holder: string): boolean {
  if (!PROCESS_ID.test(holder)) return false;
  // In a container, processes have the same numbers at every start: one of before had this one's.
  if (Number(holder) === process.pid) return !held.has(lock);
  try {
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, under another user.
    return hasCode(error, 'ESRCH');
  }
}

function inUse(lock: string, holder: string): EuiccError {
  const whose = holder === '' ? 'another process' : `process ${holder}`;
  return new EuiccError(
    'StoreInUse',
    `${lock} says that ${whose} has the eUICC's state. End that process, or remove the file if it is no simulator.`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChainError } from './chain-error.ts';

/**
 * Runs `work` while `file` names this process. A file that a process left when it died is taken over.
 * @throws ChainError where a live process has the file
 */
export async function withLockFile<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(path.dirname(file), { recursive: true });
  if (!create(file)) {
    removeStale(file);
    if (!create(file)) throw held(file, read(file));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Whether `file` was not there, and now is this process's. */
function create(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Takes away the file of a dead process; throws ChainError where it is not known to be one. */
function removeStale(file: string): void {
  const holder = read(file);
  if (!isDead(holder)) throw held(file, holder);
  // Not removed in place: another process may have taken the file over since it was read, and then it is that one's.
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== holder) {
    renameSync(aside, file);
    throw held(file, moved);
  }
  rmSync(aside);
}

/** The content, which is the number of the process; empty while it is being made. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

function isDead(holder: string): boolean {
  if (!/^[1-9][0-9]{0,9}$/.test(holder)) return false;
  try {
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, under another user.
    return hasCode(error, 'ESRCH');
  }
}

function held(file: string, holder: string): ChainError {
  const whose = holder === '' ? 'another process' : `process ${holder}`;
  return new ChainError(
    `${file} says that ${whose} is deploying to this network; wait for its end, or remove the file if no such process deploys`,
  );
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

import { readFile, rm } from 'node:fs/promises';
import { writeFileAtomically } from '../../chain/atomic-file.ts';
import { LpaError } from '../error.ts';
import type { CardMark } from './card-mark.ts';
import type { DownloadOrder } from './order.ts';
import type { DownloadStep } from './state.ts';

/** What of a download has to outlive the program: enough to end it on both sides and to begin anew, or to tell of its result. */
export interface DownloadRecord {
  readonly version: 1;
  readonly order: DownloadOrder;
  readonly step: DownloadStep;
  /** The eUICC that it is for: no other goes on with it. */
  readonly card: CardMark;
  /** In hexadecimal, from `initiated` on. */
  readonly transactionId?: string | undefined;
  /** SHA-256 in hexadecimal of the profileMetadata that the user accepted: the same is not asked again. */
  readonly acceptedMetadata?: string | undefined;
  /** BF41 in base64, which the server is to get, and the reason in it. */
  readonly cancelSession?: { readonly reason: number; readonly response: string } | undefined;
  /** ProfileInstallationResult in base64. */
  readonly result?: string | undefined;
}

/** Keeps the record of the one download that is under way. */
export interface DownloadJournal {
  /** Where it is, for messages. */
  readonly place: string;
  load(): Promise<DownloadRecord | undefined>;
  save(record: DownloadRecord): Promise<void>;
  clear(): Promise<void>;
}

/** A journal that ends with the program. */
export class MemoryJournal implements DownloadJournal {
  readonly place = 'the memory of this program';
  record: DownloadRecord | undefined;

  load(): Promise<DownloadRecord | undefined> {
    return Promise.resolve(this.record);
  }

  save(record: DownloadRecord): Promise<void> {
    this.record = record;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.record = undefined;
    return Promise.resolve();
  }
}

const MODE = 0o600;

/** A journal in a file of mode 0600, as the matching id is in it; a crash leaves the old record or the new one. */
export class FileJournal implements DownloadJournal {
  readonly place: string;

  constructor(file: string) {
    this.place = file;
  }

  /** Rejects with {@link LpaError} `Journal` where the file holds something else. */
  async load(): Promise<DownloadRecord | undefined> {
    let text: string;
    try {
      text = await readFile(this.place, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    return parse(text, this.place);
  }

  save(record: DownloadRecord): Promise<void> {
    return new Promise((resolve) => {
      writeFileAtomically(this.place, `${JSON.stringify(record)}\n`, MODE);
      resolve();
    });
  }

  clear(): Promise<void> {
    return rm(this.place, { force: true });
  }
}

function parse(text: string, file: string): DownloadRecord {
  try {
    const record: unknown = JSON.parse(text);
    if (isRecord(record)) return record;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new LpaError('Journal', `${file} is no record of a download. Delete it to begin anew.`);
}

function isRecord(value: unknown): value is DownloadRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { version, order, step, card } = value as Partial<DownloadRecord>;
  const isMarked = typeof card?.salt === 'string' && typeof card.digest === 'string';
  return version === 1 && typeof step === 'string' && typeof order?.smdpAddress === 'string' && isMarked;
}

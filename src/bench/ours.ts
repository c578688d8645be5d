import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SdkError } from '../sdk/sdk-error.ts';
import type { Subject } from './peers.ts';

/** Our count for a subject, at --O2: no constraint of ours that is left is linear. */
export interface Ours {
  readonly constraints: number;
  readonly level: 'O2';
  /** The circuit or template that is counted. */
  readonly of: string;
  /** The file that holds the count; build and tests compare it with the compiler. */
  readonly source: string;
  readonly note?: string;
}

/** Contents of the files that hold our counts. */
export interface CountFiles {
  readonly lock: string;
  readonly readme: string;
}

const LOCK = 'circuits.lock.json';
const README = 'circuits/README.md';
const root = path.resolve(import.meta.dirname, '../..');

export function readCountFiles(): CountFiles {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  return { lock: read(LOCK), readme: read(README) };
}

/** @throws SdkError where a file does not hold a count */
export function ourCounts({ lock, readme }: CountFiles): Readonly<Record<Subject, Ours>> {
  const ecdsa = 'EcdsaP256Verify(1)';
  const twoBlocks = 'Sha256Variable(2)';
  return {
    ecdsaP256: {
      constraints: templateRows(readme, ecdsa),
      level: 'O2',
      of: ecdsa,
      source: README,
      note: 'the key, and one more point, are checked to be canonical points of the curve',
    },
    sha256Block: {
      constraints: Math.ceil(templateRows(readme, twoBlocks) / 2),
      level: 'O2',
      of: `half of ${twoBlocks}`,
      source: README,
      note: 'a message of variable length, padding included; its bits are assumed boolean',
    },
    certificate: {
      constraints: lockedRows(lock, 'certificate'),
      level: 'O2',
      of: 'certificate',
      source: LOCK,
      note: 'TBSCertificate of up to 759 octets, signed by a CA in a tree; its profile, validity and absence from the revocation tree',
    },
  };
}

/** Constraints of every circuit that is locked. @throws SdkError where the file does not hold a count */
export function wholeCircuits({ lock }: CountFiles): Readonly<Record<string, { readonly constraints: number }>> {
  const names = Object.keys(JSON.parse(lock) as object);
  return Object.fromEntries(names.map((name) => [name, { constraints: lockedRows(lock, name) }]));
}

/** Rows of a template in the table of circuits/README.md, of which they are the last column. */
function templateRows(readme: string, template: string): number {
  const line = readme.split('\n').find((text) => text.startsWith(`| \`${template}\` `));
  const rows = Number(line?.split('|').at(-2)?.trim().replaceAll(',', ''));
  return counted(rows, README, template);
}

function lockedRows(lock: string, circuit: string): number {
  const locked = JSON.parse(lock) as Record<string, { constraints?: number } | undefined>;
  return counted(locked[circuit]?.constraints, LOCK, circuit);
}

function counted(rows: number | undefined, file: string, name: string): number {
  if (rows !== undefined && Number.isSafeInteger(rows) && rows > 0) return rows;
  throw new SdkError(`${file} holds no count for ${name}; restore it from version control`);
}

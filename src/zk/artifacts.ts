import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What the circuit build says about one circuit (build/circuits/<name>/manifest.json). Written last: where it is, all is there. */
export interface CircuitManifest {
  readonly circuit: string;
  /** Hash of the circuit's sources and of the tools that built it. */
  readonly key: string;
  /** The key's secrets are public. */
  readonly developmentKey: boolean;
  readonly constraints: number;
  /** Size of the evaluation domain, a power of two. */
  readonly domain: number;
  readonly publicSignals: number;
  readonly compileSeconds: number;
  readonly setupSeconds: number;
  /** File name → SHA-256 in hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the committed lock file (circuits.lock.json) says a circuit's artifacts are: SHA-256 in hexadecimal. */
export interface CircuitLock {
  readonly r1cs: string;
  readonly zkey: string;
  readonly vkey: string;
}

/** Paths of one circuit's artifacts. */
export interface CircuitArtifacts {
  readonly manifest: CircuitManifest;
  readonly r1cs: string;
  readonly wasm: string;
  readonly zkey: string;
  readonly verificationKey: string;
}

/** Artifacts that are missing, stale or damaged. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';
}

export interface ArtifactPlaces {
  /** Holds a folder for each circuit. */
  readonly folder: string;
  readonly lockFile: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const defaultPlaces: ArtifactPlaces = {
  folder: path.join(root, 'build', 'circuits'),
  lockFile: path.join(root, 'circuits.lock.json'),
};

const REMEDY = 'run: ./openrsp build';

/**
 * The artifacts of a circuit, after every file was hashed and compared with the manifest, and with the lock file: a poisoned or
 * stale proving key never gets to see a witness. Hashes are computed once a process and file version.
 * @throws ArtifactError
 */
export async function readArtifacts(
  circuit: string,
  { folder, lockFile }: ArtifactPlaces = defaultPlaces,
): Promise<CircuitArtifacts> {
  const own = path.join(folder, circuit);
  const manifest = readJson(
    path.join(own, 'manifest.json'),
    `The circuit "${circuit}" is not built`,
  ) as CircuitManifest;
  const locks = readJson(lockFile, 'The lock file of circuits is missing') as Record<string, CircuitLock | undefined>;
  const lock = locks[circuit];
  if (lock === undefined) {
    throw new ArtifactError(`${lockFile} does not name the circuit "${circuit}"; restore it from version control`);
  }
  const names = {
    r1cs: `${circuit}.r1cs`,
    wasm: `${circuit}.wasm`,
    zkey: `${circuit}.zkey`,
    verificationKey: 'verification_key.json',
  };
  const locked = { r1cs: lock.r1cs, wasm: undefined, zkey: lock.zkey, verificationKey: lock.vkey };
  for (const kind of Object.keys(names) as (keyof typeof names)[]) {
    const file = path.join(own, names[kind]);
    const hash = await hashOf(file);
    if (hash !== manifest.files[names[kind]]) {
      throw new ArtifactError(`${file} has the SHA-256 ${hash}, which is not what was built; ${REMEDY}`);
    }
    if (locked[kind] !== undefined && hash !== locked[kind]) {
      throw new ArtifactError(`${file} has the SHA-256 ${hash}, but ${locked[kind]} is locked: it is stale; ${REMEDY}`);
    }
  }
  const at = (kind: keyof typeof names): string => path.join(own, names[kind]);
  return { manifest, r1cs: at('r1cs'), wasm: at('wasm'), zkey: at('zkey'), verificationKey: at('verificationKey') };
}

/** Names of the circuits that the lock file has. @throws ArtifactError */
export function lockedCircuits({ lockFile }: ArtifactPlaces = defaultPlaces): readonly string[] {
  return Object.keys(readJson(lockFile, 'The lock file of circuits is missing') as object);
}

function readJson(file: string, missing: string): unknown {
  if (!existsSync(file)) throw new ArtifactError(`${missing} (${file} is missing); ${REMEDY}`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ArtifactError(`${file} is not JSON; remove it and ${REMEDY}`);
  }
}

/** File with size and time of change → SHA-256: proving keys have hundreds of megabytes. */
const known = new Map<string, string>();

async function hashOf(file: string): Promise<string> {
  if (!existsSync(file)) throw new ArtifactError(`${file} is missing; ${REMEDY}`);
  const { size, mtimeMs } = statSync(file);
  const version = `${file} ${size} ${mtimeMs}`;
  const present = known.get(version);
  if (present !== undefined) return present;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const digest = hash.digest('hex');
  known.set(version, digest);
  return digest;
}

// Builds the circuits of circuits/circuits.json: constraint system, witness calculator, development key, verifying key. Compares them with
// circuits.lock.json and contracts/verifiers/; with --update-lock, writes those two instead.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { zKey } from 'snarkjs';
import type { CircuitLock, CircuitManifest } from '../../src/zk/artifacts.ts';
import { usingWorkers } from '../../src/zk/workers.ts';
import { compileCircuit, sourceHash } from './compile.ts';
import { DEVELOPMENT_KEY_VERSION, writeDevelopmentKey } from './development-key.ts';
import { readR1cs } from './r1cs.ts';
import { verifierName, verifierSource } from './verifier.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface CircuitDescription {
  /** The main component's file, relative to the project's root. */
  readonly file: string;
  readonly publicSignals: readonly string[];
  /** The evaluation domain may have at most 2^maximumLog2 elements: a circuit that outgrows it doubles what proving costs. */
  readonly maximumLog2: number;
}

export interface BuildPlaces {
  readonly circuits: string;
  readonly artifacts: string;
  readonly lockFile: string;
  readonly verifiers: string;
}

export interface BuildOptions {
  readonly places?: BuildPlaces;
  /** Writes lock file and verifiers instead of comparing with them. */
  readonly updateLock?: boolean;
  readonly report?: (text: string) => void;
}

const defaultPlaces: BuildPlaces = {
  circuits: path.join(root, 'circuits', 'circuits.json'),
  artifacts: path.join(root, 'build', 'circuits'),
  lockFile: path.join(root, 'circuits.lock.json'),
  verifiers: path.join(root, 'contracts', 'verifiers'),
};

/**
 * Builds what is missing or stale.
 * @throws Error when a circuit does not compile, outgrew its domain, or is not the locked one
 */
export async function buildCircuits({
  places = defaultPlaces,
  updateLock = false,
  report = () => undefined,
}: BuildOptions = {}): Promise<void> {
  const descriptions = readJson(places.circuits) as Record<string, CircuitDescription>;
  const locks = existsSync(places.lockFile) ? (readJson(places.lockFile) as Record<string, CircuitLock>) : {};
  for (const [circuit, description] of Object.entries(descriptions)) {
    const manifest = await buildCircuit(circuit, description, places.artifacts, report);
    const built = lockOf(circuit, manifest);
    const verifier = path.join(places.verifiers, `${verifierName(circuit)}.sol`);
    const zkey = path.join(places.artifacts, circuit, `${circuit}.zkey`);
    const source = await verifierSource(circuit, zkey, manifest.developmentKey);
    if (updateLock) {
      locks[circuit] = built;
      mkdirSync(places.verifiers, { recursive: true });
      writeFileSync(verifier, source);
      writeFileSync(places.lockFile, `${JSON.stringify(locks, null, 2)}\n`);
    } else {
      assertLocked(circuit, built, locks[circuit]);
      if (!existsSync(verifier) || readFileSync(verifier, 'utf8') !== source) {
        throw new Error(`${verifier} is not the verifier of the key that was built; ${REMEDY}`);
      }
    }
  }
}

const REMEDY =
  'if the circuit was changed on purpose, run: node scripts/circuits/build.ts --update-lock, and commit what it writes';

function assertLocked(circuit: string, built: CircuitLock, locked: CircuitLock | undefined): void {
  for (const kind of ['r1cs', 'zkey', 'vkey'] as const) {
    if (built[kind] !== locked?.[kind]) {
      const wanted = locked?.[kind] ?? 'nothing';
      throw new Error(`The circuit "${circuit}" has the ${kind} ${built[kind]}, but ${wanted} is locked; ${REMEDY}`);
    }
  }
}

function lockOf(circuit: string, { files, constraints }: CircuitManifest): CircuitLock & { constraints: number } {
  const hash = (file: string): string => files[file] ?? '';
  return {
    constraints,
    r1cs: hash(`${circuit}.r1cs`),
    zkey: hash(`${circuit}.zkey`),
    vkey: hash('verification_key.json'),
  };
}

async function buildCircuit(
  circuit: string,
  { file, publicSignals, maximumLog2 }: CircuitDescription,
  artifacts: string,
  report: (text: string) => void,
): Promise<CircuitManifest> {
  const folder = path.join(artifacts, circuit);
  const key = createHash('sha256')
    .update(`${sourceHash(file)} ${DEVELOPMENT_KEY_VERSION}`)
    .digest('hex');
  const present = await intactManifest(folder, key);
  if (present !== undefined) {
    report(`${circuit}: up to date (${present.constraints} constraints)`);
    return present;
  }

  // Below the root, where the compiler can see it; renamed when all is there.
  const scratch = path.join(artifacts, `.${circuit}-${process.pid}`);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    report(`${circuit}: compiling ${file}`);
    const compileSeconds = await timed(() => compileCircuit(file, scratch));
    const named = path.basename(file, '.circom');
    const built = (name: string): string => path.join(scratch, name);
    renameSync(built(path.join(`${named}_js`, `${named}.wasm`)), built(`${circuit}.wasm`));
    rmSync(built(`${named}_js`), { recursive: true });
    for (const extension of ['r1cs', 'sym']) {
      renameSync(built(`${named}.${extension}`), built(`${circuit}.${extension}`));
    }

    const { constraints, publicSignals: count } = readR1cs(built(`${circuit}.r1cs`));
    if (count !== publicSignals.length) {
      throw new Error(`${file} has ${count} public signals, but circuits.json names ${publicSignals.length}`);
    }
    const zkey = built(`${circuit}.zkey`);
    let domain = 0;
    const setupSeconds = await timed(async () => {
      ({ domain } = await writeDevelopmentKey(built(`${circuit}.r1cs`), zkey, (text) => report(`${circuit}: ${text}`)));
    });
    if (domain > 2 ** maximumLog2) {
      throw new Error(`${file} has ${constraints} constraints, more than the domain 2^${maximumLog2} holds`);
    }
    writeFileSync(
      built('verification_key.json'),
      `${JSON.stringify(await zKey.exportVerificationKey(zkey), null, 2)}\n`,
    );

    const files: Record<string, string> = {};
    for (const name of [
      `${circuit}.r1cs`,
      `${circuit}.sym`,
      `${circuit}.wasm`,
      `${circuit}.zkey`,
      'verification_key.json',
    ]) {
      files[name] = await sha256(built(name));
    }
    const manifest: CircuitManifest = {
      circuit,
      key,
      developmentKey: true,
      constraints,
      domain,
      publicSignals: count,
      compileSeconds,
      setupSeconds,
      files,
    };
    writeFileSync(built('manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(scratch, folder);
    report(`${circuit}: ${constraints} constraints, compiled in ${compileSeconds} s, key in ${setupSeconds} s`);
    return manifest;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The manifest of artifacts that were built from the same sources and are as they were built. */
async function intactManifest(folder: string, key: string): Promise<CircuitManifest | undefined> {
  const file = path.join(folder, 'manifest.json');
  if (!existsSync(file)) return undefined;
  const manifest = readJson(file) as CircuitManifest;
  if (manifest.key !== key) return undefined;
  for (const [name, hash] of Object.entries(manifest.files)) {
    const artifact = path.join(folder, name);
    if (!existsSync(artifact) || (await sha256(artifact)) !== hash) return undefined;
  }
  return manifest;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round((performance.now() - started) / 100) / 10;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

if (import.meta.main) {
  try {
    const { values } = parseArgs({ options: { 'update-lock': { type: 'boolean', default: false } } });
    const report = (text: string): void => void process.stderr.write(`${text}\n`);
    await usingWorkers(() => buildCircuits({ updateLock: values['update-lock'], report }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { curves, powersOfTau, zKey } from 'snarkjs';
import type { ArtifactPlaces } from '../../src/zk/artifacts.ts';
import { usingWorkers } from '../../src/zk/workers.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const CIRCUIT = 'product';
const SOURCE = `pragma circom 2.2.0;
// Knows two factors, neither of them 1, of a public product.
template Product() {
    signal input product;
    signal input factors[2];
    signal inverses[2];
    for (var i = 0; i < 2; i++) {
        inverses[i] <-- factors[i] == 1 ? 0 : 1 / (factors[i] - 1);
        inverses[i] * (factors[i] - 1) === 1;
    }
    factors[0] * factors[1] === product;
}
component main {public [product]} = Product();
`;

export interface TinyCircuit {
  readonly places: ArtifactPlaces;
  /** The circuit's own folder. */
  readonly folder: string;
  /** Verifying key of `groth16 setup` before anybody contributed. */
  readonly keyWithoutContribution: Record<string, unknown>;
  remove(): void;
}

/** Compiles a circuit of a few constraints and makes a key for it by a ceremony of its own. */
export async function buildTinyCircuit(): Promise<TinyCircuit> {
  mkdirSync(path.join(root, 'build'), { recursive: true });
  const base = mkdtempSync(path.join(root, 'build', 'test-zk-'));
  const folder = path.join(base, 'circuits', CIRCUIT);
  const at = (name: string): string => path.join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(at('product.circom'), SOURCE);
  const relative = path.relative(root, folder);
  await promisify(execFile)(
    process.execPath,
    ['node_modules/circom2/cli.js', path.join(relative, 'product.circom'), '--r1cs', '--wasm', '-o', relative],
    { cwd: root },
  );
  renameSync(at('product_js/product.wasm'), at('product.wasm'));

  const keyWithoutContribution = await usingWorkers(async () => {
    await powersOfTau.newAccumulator(await curves.getCurveFromName('bn128'), 4, at('0.ptau'));
    await powersOfTau.contribute(at('0.ptau'), at('1.ptau'), 'test', 'test');
    await powersOfTau.preparePhase2(at('1.ptau'), at('2.ptau'));
    await zKey.newZKey(at('product.r1cs'), at('2.ptau'), at('0.zkey'));
    await zKey.contribute(at('0.zkey'), at('product.zkey'), 'test', 'test');
    writeFileSync(at('verification_key.json'), JSON.stringify(await zKey.exportVerificationKey(at('product.zkey'))));
    return zKey.exportVerificationKey(at('0.zkey'));
  });

  const hash = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(at(name)))
      .digest('hex');
  const names = ['product.r1cs', 'product.wasm', 'product.zkey', 'verification_key.json'];
  const files = Object.fromEntries(names.map((name) => [name, hash(name)]));
  writeFileSync(at('manifest.json'), JSON.stringify({ circuit: CIRCUIT, developmentKey: true, files }));
  const lock = { r1cs: hash(names[0]!), zkey: hash(names[2]!), vkey: hash(names[3]!) };
  const lockFile = path.join(base, 'circuits.lock.json');
  writeFileSync(lockFile, JSON.stringify({ [CIRCUIT]: lock }));
  return {
    places: { folder: path.join(base, 'circuits'), lockFile },
    folder,
    keyWithoutContribution,
    remove: () => rmSync(base, { recursive: true }),
  };
}

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { groth16, wtns, type Groth16Proof } from 'snarkjs';
import type { BuildPlaces } from '../../../scripts/circuits/build.ts';
import { usingWorkers } from '../../../src/zk/workers.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Name of the toy circuit in circuits.json. */
export const TOY = 'toy';

/** product = factor · other²; no constraint mentions `context`. */
const MAIN = `pragma circom 2.2.0;
include "square.circom";

template Toy() {
    signal input product;
    signal input context;
    // In no constraint; and no finding of --inspect.
    _ <== context;
    signal input factor;
    signal input other;
    component square = Square();
    square.in <== other;
    product === factor * square.out;
}

component main {public [product, context]} = Toy();
`;
const SQUARE = `pragma circom 2.2.0;

template Square() {
    signal input in;
    signal output out;
    out <== in * in;
}
`;

export interface Inputs extends Record<string, bigint> {
  readonly product: bigint;
  readonly context: bigint;
  readonly factor: bigint;
  readonly other: bigint;
}
export const INPUTS: Inputs = { product: 45n, context: 7n, factor: 5n, other: 3n };
export const PUBLIC_SIGNALS: readonly bigint[] = [INPUTS.product, INPUTS.context];

/** A folder below build/, where the compiler can see it, with a toy circuit of two constraints and a circuits.json that names it. */
export class ToyProject implements Disposable {
  readonly folder: string;
  readonly places: BuildPlaces;
  /** The circuit's file, relative to the project's root. */
  readonly file: string;

  constructor() {
    mkdirSync(path.join(root, 'build'), { recursive: true });
    this.folder = mkdtempSync(path.join(root, 'build', 'test-scripts-'));
    this.file = path.relative(root, this.at('toy.circom'));
    this.places = {
      circuits: this.at('circuits.json'),
      artifacts: this.at('artifacts'),
      lockFile: this.at('circuits.lock.json'),
      verifiers: this.at('verifiers'),
    };
    this.write('toy.circom', MAIN);
    this.write('square.circom', SQUARE);
    this.describe({});
  }

  at(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  artifact(name: string): string {
    return path.join(this.places.artifacts, TOY, name);
  }

  read(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(this.at(name), text);
  }

  /** Replaces a piece of a source that must occur in it. */
  edit(name: string, from: string, to: string): void {
    const text = this.read(name);
    if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
    this.write(name, text.replace(from, to));
  }

  /** Writes circuits.json; `changes` override the toy's description. */
  describe(changes: object): void {
    const description = { file: this.file, publicSignals: ['product', 'context'], maximumLog2: 4, ...changes };
    this.write('circuits.json', JSON.stringify({ [TOY]: description }));
  }

  /** Compiles with another optimisation than the build's, into a folder of its own, and returns that. */
  async compile(optimisation: 'O1' | 'O2'): Promise<string> {
    const folder = this.at(optimisation);
    mkdirSync(folder, { recursive: true });
    const output = path.relative(root, folder);
    const args = ['node_modules/circom2/cli.js', this.file, '--r1cs', '--wasm', `--${optimisation}`, '-o', output];
    await promisify(execFile)(process.execPath, args, { cwd: root });
    return folder;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** A proof by snarkjs, from the compiled witness calculator and a proving key. */
export function proveWithSnarkjs(
  wasm: string,
  zkey: string,
  inputs: Inputs = INPUTS,
): Promise<{ proof: Groth16Proof; publicSignals: string[] }> {
  return usingWorkers(async () => {
    const witness: { type: 'mem'; data?: Uint8Array } = { type: 'mem' };
    await wtns.calculate(inputs, wasm, witness);
    return groth16.prove(zkey, witness);
  });
}

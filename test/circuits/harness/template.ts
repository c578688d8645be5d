import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { R1cs } from './r1cs.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CACHE = 'build/test-circuits';
const require = createRequire(import.meta.url);

/** Signal name → value, or nested arrays of values in row-major order. */
export type Inputs = Record<string, unknown>;
export type Witness = bigint[];

/** O0 keeps every signal as a wire, for forging single ones; O2 is what is deployed. */
export type Optimisation = 'O0' | 'O1' | 'O2';

/** Sources that a build has other than circuits/ does, to show what a part is good for: file from circuits/ → its text. */
export type Sources = Readonly<Record<string, string>>;

interface WitnessCalculator {
  calculateWitness(inputs: Inputs, sanityCheck: boolean): Promise<Witness>;
}
type WitnessCalculatorBuilder = (code: Uint8Array) => Promise<WitnessCalculator>;

/** One template of circuits/, compiled as a main component. */
export class TemplateCircuit {
  readonly r1cs: R1cs;
  /** The file it was read from. */
  readonly r1csFile: string;
  /** Wires by signal name without "main."; signals that the compiler substituted are missing. */
  readonly wires: ReadonlyMap<string, number>;
  readonly #build: WitnessCalculatorBuilder;
  readonly #code: Uint8Array;
  #calculator: WitnessCalculator | undefined;
  #regardless: WitnessCalculator | undefined;

  constructor(folder: string) {
    this.r1csFile = join(folder, 'main.r1cs');
    this.r1cs = R1cs.read(readFileSync(this.r1csFile));
    this.wires = readSymbols(readFileSync(join(folder, 'main.sym'), 'utf8'));
    this.#build = require(join(folder, 'witness_calculator.cjs')) as WitnessCalculatorBuilder;
    this.#code = readFileSync(join(folder, 'main_js', 'main.wasm'));
  }

  /** The honest witness. @throws Error naming template and line of the first constraint that the inputs violate */
  async witness(inputs: Inputs): Promise<Witness> {
    const calculator = this.#calculator ?? (await this.#build(this.#code));
    // A calculator is of no use after a refusal.
    this.#calculator = undefined;
    const witness = await calculator.calculateWitness(toBigInts(inputs) as Inputs, true);
    this.#calculator = calculator;
    return witness;
  }

  /**
   * The assignment of a prover who goes on where a constraint is violated: every signal as the template computes it from the inputs, no assert.
   * What refuses it is the constraint system alone.
   */
  async assignment(inputs: Inputs): Promise<Witness> {
    this.#regardless ??= await this.#build(withoutAsserts(this.#code));
    return await this.#regardless.calculateWitness(toBigInts(inputs) as Inputs, true);
  }

  /** The message with which inputs are refused. @throws Error when they are accepted */
  async refusal(inputs: Inputs): Promise<string> {
    try {
      await this.witness(inputs);
    } catch (error) {
      const message = String(error);
      if (message.includes('Assert Failed')) return message;
      throw error;
    }
    throw new Error('the circuit accepts these inputs');
  }

  /**
   * The witness for another build of the same template, whose wires are among this one's: a lower level of optimisation keeps more.
   * @throws Error when the other has a wire that this one substituted
   */
  witnessFor(other: TemplateCircuit, witness: Witness): Witness {
    const mapped: Witness = [1n, ...new Array<bigint>(other.r1cs.wireCount - 1).fill(0n)];
    for (const [name, wire] of other.wires) mapped[wire] = this.value(witness, name);
    return mapped;
  }

  wire(name: string): number {
    const wire = this.wires.get(name);
    if (wire === undefined) throw new Error(`no wire carries the signal ${name}`);
    return wire;
  }

  value(witness: Witness, name: string): bigint {
    return witness[this.wire(name)]!;
  }

  values(witness: Witness, name: string, length: number): bigint[] {
    return Array.from({ length }, (_, i) => this.value(witness, `${name}[${i}]`));
  }

  /** A copy of the witness with some signals set to other values. */
  forge(witness: Witness, signals: Readonly<Record<string, bigint>>): Witness {
    const forged = [...witness];
    for (const [name, value] of Object.entries(signals)) forged[this.wire(name)] = value;
    return forged;
  }

  /** Names of the wires that can be overwritten without violating a constraint. Empty: every wire is pinned by the others. */
  unpinned(witness: Witness): string[] {
    const names = new Map([...this.wires].map(([name, wire]) => [wire, name]));
    return this.r1cs.unpinned(witness).map((wire) => names.get(wire) ?? `wire ${wire}`);
  }
}

/**
 * Compiles `component main = <template>`, once for each content of circuits/.
 * @param file - from circuits/, such as 'lib/merkle/lean.circom'
 * @param template - such as 'LeanMembership(3)'
 */
export async function templateCircuit(
  file: string,
  template: string,
  optimisation: Optimisation = 'O2',
  sources?: Sources,
): Promise<TemplateCircuit> {
  const folder = join(ROOT, CACHE, cacheKey(file, template, optimisation, sources));
  if (!existsSync(folder)) await compile(file, template, optimisation, sources, folder);
  return new TemplateCircuit(folder);
}

async function compile(
  file: string,
  template: string,
  optimisation: Optimisation,
  sources: Sources | undefined,
  folder: string,
): Promise<void> {
  const name = `${process.pid}-${folder.split('/').at(-1)!}`;
  const scratch = join(ROOT, CACHE, name);
  mkdirSync(scratch, { recursive: true });
  if (sources !== undefined) copySources(join(scratch, 'circuits'), sources);
  writeFileSync(
    join(scratch, 'main.circom'),
    `pragma circom 2.2.0;\ninclude "${sources ? '' : '../../../'}circuits/${file}";\ncomponent main = ${template};\n`,
  );
  const cli = 'node_modules/circom2/cli.js';
  const path = `${CACHE}/${name}`;
  const options = [`${path}/main.circom`, '--r1cs', '--wasm', '--sym', `--${optimisation}`, '-o', path];
  try {
    await promisify(execFile)(process.execPath, [cli, ...options], { cwd: ROOT, maxBuffer: 1 << 26 });
    copyFileSync(join(scratch, 'main_js', 'witness_calculator.js'), join(scratch, 'witness_calculator.cjs'));
    if (!existsSync(folder)) renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Witness code that does not look at its asserts. Where circom compares, it writes
 *   call $Fr_isTrue, i32.eqz, if, i32.const <template>, i32.const <line>, call $buildBufferMessage, call $printErrorMessage, i32.const 4, return, end
 * of which the condition becomes: drop, i32.const 0.
 */
function withoutAsserts(code: Uint8Array): Uint8Array {
  const number = String.raw`[\x80-\xff]*[\x00-\x7f]`;
  const pattern = String.raw`\x10[\x00-\x7f]\x45(?=\x04\x40\x41${number}\x41${number}\x10${number}\x10${number}\x41\x04\x0f\x0b)`;
  const text = Buffer.from(code).toString('latin1');
  if (!new RegExp(pattern).test(text)) throw new Error('the witness code has no asserts of the known form');
  return Buffer.from(text.replaceAll(new RegExp(pattern, 'g'), '\x1a\x41\x00'), 'latin1');
}

/** circuits/ with some files replaced, three folders further down from node_modules/. */
function copySources(folder: string, replaced: Sources): void {
  const files = globSync('**/*.circom', { cwd: join(ROOT, 'circuits') });
  const unknown = Object.keys(replaced).filter((file) => !files.includes(file));
  if (unknown.length > 0) throw new Error(`circuits/ has no ${unknown.join(', ')}`);
  for (const file of files) {
    const text = replaced[file] ?? readFileSync(join(ROOT, 'circuits', file), 'utf8');
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text.replaceAll('/node_modules/', '/../../../node_modules/'));
  }
}

function cacheKey(file: string, template: string, optimisation: Optimisation, sources?: Sources): string {
  const hash = createHash('sha256').update([file, template, optimisation].join('\0'));
  if (sources !== undefined) hash.update(`\0${JSON.stringify({ sources })}`);
  for (const source of globSync('{circuits,test/circuits}/**/*.circom', { cwd: ROOT }).sort()) {
    hash.update(`\0${source}\0`).update(readFileSync(join(ROOT, source)));
  }
  hash.update(readFileSync(join(ROOT, 'package-lock.json')));
  return hash.digest('hex').slice(0, 16);
}

/** Lines of a .sym file: label, wire (-1: substituted), component, name. */
function readSymbols(text: string): Map<string, number> {
  const wires = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, wire, , name] = line.split(',');
    if (name !== undefined && wire !== '-1') wires.set(name.replace(/^main\./, ''), Number(wire));
  }
  return wires;
}

function toBigInts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toBigInts);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toBigInts(inner)]));
  }
  return BigInt(value as bigint | number | boolean | string);
}

// Writes contracts/poseidon/*.sol: Poseidon by the recurrence of poseidon-recurrence.ts. With --check: only says whether they are current.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { FIELD_MODULUS } from '../../src/zk/poseidon.ts';
import { mod, type Recurrence, recurrence } from './poseidon-recurrence.ts';

const folder = path.resolve(import.meta.dirname, '..', '..', 'contracts', 'poseidon');

/** Where the state after the S-boxes lies: stack variables, reused as u(n mod d), and y. */
const LETTERS = ['a', 'b', 'c', 'd', 'e'];
/** r < 2^256 / 5: so many reduced terms may be added without overflow. */
const MOST_TERMS = 5;
const MEMORY = 0x80;
const ORDER = FIELD_MODULUS.toString();

const hex = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;
const address = (slot: number): string => `0x${(MEMORY + 32 * slot).toString(16)}`;

/** Sum of reduced terms, itself not reduced but without overflow; `extra` reduced terms may still be added by the caller. */
function sum(terms: readonly string[], extra = 0): string {
  if (terms.length + extra <= MOST_TERMS) return terms.reduce((total, term) => `add(${total}, ${term})`);
  const half = Math.ceil(terms.length / 2);
  return `addmod(${sum(terms.slice(0, half))}, ${sum(terms.slice(half))}, r)`;
}

const product = (factor: bigint, variable: string): string => `mulmod(${hex(factor)}, ${variable}, r)`;

/** variable := variable^5 */
const fifth = (variable: string): string[] => [
  `q := mulmod(${variable}, ${variable}, r)`,
  `${variable} := mulmod(mulmod(q, q, r), ${variable}, r)`,
];

class Generator {
  private readonly form: Recurrence;
  private readonly d: number;
  private readonly lines: string[] = [];
  /** z(0) … z(t−1): S-box outputs of a full round; z(0) doubles as y. */
  private readonly z: string[];
  /** The widest keeps x of earlier rounds in memory, for want of room on the stack, and shares the code of its full rounds, for want of bytes. */
  private readonly isWide: boolean;

  constructor(form: Recurrence) {
    this.form = form;
    this.d = form.t - 1;
    this.z = ['out', ...LETTERS.slice(0, this.d)];
    this.isWide = this.d > 3;
  }

  /** One function of the library. */
  source(): string {
    const { d } = this;
    if (this.isWide) this.sharedRound();
    // A block of its own: a function must not share names with what surrounds it.
    this.emit('{', `let r := ${ORDER}`, 'let q');
    this.table();
    this.firstRound();
    for (let round = 1; round < 3; round++) this.middleRound(round - 1, this.form.before[round + 1]!);
    this.enter();
    this.partialRounds();
    this.leave();
    for (let round = 1; round < 4; round++) this.middleRound(round + 1, this.form.after[round]!);
    this.emit(...this.sboxes());
    this.emit(`out := mod(${sum(this.products(this.form.mix[0]!, this.z))}, r)`, '}');

    const inputs = LETTERS.slice(0, d);
    return `
    /// @notice Of ${d} inputs (state of ${d + 1}). They are reduced modulo the field's order: callers check that they are below it.
    function hash(${inputs.map((name) => `uint256 ${name}`).join(', ')}) external pure returns (uint256 out) {
        // Sums of at most five reduced terms do not overflow. Memory is this library's own: no caller's, nothing allocated, and the
        // free memory pointer not needed again.
        assembly {
            ${this.lines.join('\n            ')}
        }
    }`;
  }

  private emit(...lines: string[]): void {
    this.lines.push(...lines);
  }

  private products(row: readonly bigint[], variables: readonly string[]): string[] {
    return variables.map((variable, i) => product(row[i]!, variable));
  }

  /** The state between rounds waits in memory, its round constants already added. */
  private store(i: number, expression: string): void {
    this.emit(`mstore(${address(i)}, ${expression})`);
  }

  private load(variable: string, i: number): string[] {
    return [`${variable} := mload(${address(i)})`];
  }

  private sboxes(): string[] {
    return this.z.flatMap((variable, i) => [...this.load(variable, i), ...fifth(variable)]);
  }

  /** Partial rounds that run as a loop: whole turns of the history. Straight code for the width that trees hash with. */
  private get looped(): number {
    const { partialRounds } = this.form;
    return this.d === 2 ? 0 : partialRounds - (partialRounds % this.d);
  }

  /** First slot of the constants g of looped rounds; those of shared full rounds follow. */
  private get tableSlot(): number {
    return this.d + 1;
  }

  private table(): void {
    const { before, after, g, t } = this.form;
    const shared = this.isWide ? [before[2]!, before[3]!, after[1]!, after[2]!, after[3]!].flat() : [];
    const constants = [...g.slice(0, this.looped), ...shared];
    constants.forEach((constant, n) => this.emit(`mstore(${address(this.tableSlot + n)}, ${hex(constant)})`));
    if (shared.length !== 0 && shared.length !== 5 * t) throw new Error('five full rounds share their code');
  }

  /** A full round with `mix`, its following constants at p, as a function of its own. */
  private sharedRound(): void {
    const z = this.z.map((_, i) => `z${i}`);
    this.emit('function full(p) {', `let r := ${ORDER}`, 'let q');
    this.emit(...z.flatMap((variable, i) => [`let ${variable} := mload(${address(i)})`, ...fifth(variable)]));
    this.form.mix.forEach((row, i) => {
      const constant = i === 0 ? 'mload(p)' : `mload(add(p, ${32 * i}))`;
      this.store(i, sum([...this.products(row, z), constant]));
    });
    this.emit('}');
  }

  /** Number `n` of the full rounds with `mix` and a state on both sides. */
  private middleRound(n: number, constants: readonly bigint[]): void {
    if (!this.isWide) this.fullRound(this.form.mix, constants);
    else this.emit(`full(${address(this.tableSlot + this.looped + n * this.form.t)})`);
  }

  /** The first element of the state is 0, so its S-box output is a constant. */
  private firstRound(): void {
    const constants = this.form.before[0]!;
    const first = mod(constants[0]! ** 5n);
    const rest = this.z.slice(1);
    rest.forEach((variable, i) =>
      this.emit(`${variable} := addmod(${variable}, ${hex(constants[i + 1]!)}, r)`, ...fifth(variable)),
    );
    this.form.mix.forEach((row, i) => {
      const constant = mod(row[0]! * first + this.form.before[1]![i]!);
      this.store(i, sum([hex(constant), ...this.products(row.slice(1), rest)]));
    });
  }

  /** S-boxes, `mix`, and the next round's constants. */
  private fullRound(mix: readonly (readonly bigint[])[], constants: readonly bigint[]): void {
    this.emit(...this.sboxes());
    mix.forEach((row, i) => {
      const constant = constants[i] === 0n ? [] : [hex(constants[i]!)];
      this.store(i, sum([...this.products(row, this.z), ...constant]));
    });
  }

  /** The fourth round leads to y and u(−1), u(−2), … in their variables. */
  private enter(): void {
    this.fullRound(this.form.enter, [this.form.g0, ...Array.from({ length: this.d }, () => 0n)]);
    this.emit(...this.load('out', 0));
    for (let k = 1; k <= this.d; k++) this.emit(`${this.u(-k)} := mload(${address(k)})`);
    for (let slot = 0; slot < this.d; slot++)
      this.emit(this.isWide ? `mstore(${address(slot)}, 0)` : `let x${slot} := 0`);
  }

  private slot(n: number): number {
    return ((n % this.d) + this.d) % this.d;
  }

  private u(n: number): string {
    return LETTERS[this.slot(n)]!;
  }

  private x(n: number): string {
    return this.isWide ? `mload(${address(this.slot(n))})` : `x${this.slot(n)}`;
  }

  /** u(n), x(n) take the places of u(n−d), x(n−d). */
  private partialRound(n: number, constant: string): void {
    const { feedback, input, m00 } = this.form;
    const history = Array.from({ length: this.d }, (_, i) => n - 1 - i);
    const us = history.map((i) => this.u(i));
    const xs = history.map((i) => this.x(i));
    this.emit(`${this.u(n)} := addmod(${sum(this.products(feedback, us))}, ${sum(this.products(input, xs))}, r)`);
    const x = this.isWide ? 'out' : this.x(n);
    this.emit('q := mulmod(out, out, r)', `${x} := mulmod(mulmod(q, q, r), out, r)`);
    if (this.isWide) this.emit(`mstore(${address(this.slot(n))}, out)`);
    this.emit(`out := add(add(${product(m00, x)}, ${this.u(n)}), ${constant})`);
  }

  private partialRounds(): void {
    const { g, partialRounds } = this.form;
    const { looped, tableSlot } = this;
    if (looped > 0) {
      const [start, end] = [address(tableSlot), address(tableSlot + looped)];
      this.emit(`for { let p := ${start} } lt(p, ${end}) { p := add(p, ${32 * this.d}) } {`);
      for (let n = 0; n < this.d; n++) this.partialRound(n, n === 0 ? 'mload(p)' : `mload(add(p, ${32 * n}))`);
      this.emit('}');
    }
    for (let n = looped; n < partialRounds; n++) this.partialRound(n, hex(g[n]!));
  }

  /** From y and the last u and x back to a state. */
  private leave(): void {
    const { after, leaveU, leaveX, partialRounds } = this.form;
    const history = Array.from({ length: this.d }, (_, i) => partialRounds - 1 - i);
    const rows = leaveU.map((row, i) => {
      const fromU = this.products(
        row,
        history.map((n) => this.u(n)),
      );
      const fromX = this.products(
        leaveX[i]!,
        history.map((n) => this.x(n)),
      );
      return sum([...fromU, ...fromX, hex(after[0]![i + 1]!)]);
    });
    // Beyond what x may still occupy.
    const free = this.d + 1;
    rows.forEach((row, i) => this.emit(`mstore(${address(free + i)}, ${row})`));
    this.store(0, 'out');
    rows.forEach((_, i) => this.store(i + 1, `mload(${address(free + i)})`));
  }
}

interface Library {
  readonly name: string;
  readonly title: string;
  /** States of the functions in it. */
  readonly widths: readonly number[];
}

/** What a registration calls stands together: the first call of a contract in a transaction costs 2,600. */
const libraries: readonly Library[] = [
  { name: 'PoseidonNodes', title: 'Poseidon for the nodes of trees', widths: [3] },
  { name: 'PoseidonValues', title: "Poseidon for the protocol's values", widths: [4, 6] },
];

/** The generated files by path. */
export async function poseidonSources(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const { name, title, widths } of libraries) {
    const functions = widths.map((t) => new Generator(recurrence(t)).source());
    const source = `// Generated by scripts/contracts/poseidon.ts from circomlib's constants. Do not edit.
// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// @title ${title}, over BN254's scalar field
/// @notice circomlib's function, with its partial rounds as a linear recurrence: scripts/contracts/poseidon-recurrence.ts derives it.
library ${name} {${functions.join('\n')}
}
`;
    const file = path.join(folder, `${name}.sol`);
    const options = await resolveConfig(file);
    sources.set(file, await format(source, { ...options, filepath: file }));
  }
  return sources;
}

if (import.meta.main) {
  const isCheck = process.argv.includes('--check');
  mkdirSync(folder, { recursive: true });
  for (const [file, source] of await poseidonSources()) {
    if (!isCheck) writeFileSync(file, source);
    else if (readFileSync(file, 'utf8') !== source) {
      console.error(`${path.relative(process.cwd(), file)} is not current. Run: node scripts/contracts/poseidon.ts`);
      process.exitCode = 1;
    }
  }
}

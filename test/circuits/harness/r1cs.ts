import { FIELD_MODULUS } from '../../../src/zk/poseidon.ts';

/** Sparse linear form over the wires. */
interface Linear {
  readonly wires: Uint32Array;
  readonly coefficients: bigint[];
}

/** a · b = c */
interface Constraint {
  readonly a: Linear;
  readonly b: Linear;
  readonly c: Linear;
}

const HEADER = 1;
const CONSTRAINTS = 2;
const FIELD_OCTETS = 32;

/** A rank-1 constraint system as circom writes it, evaluated without a witness generator. */
export class R1cs {
  readonly constraints: readonly Constraint[];
  /** Public signals, outputs first, and the constant wire 0. */
  readonly publicWires: number;
  readonly wireCount: number;
  /** Constraints by wire that occurs in them. */
  readonly #touched: number[][];

  private constructor(constraints: readonly Constraint[], wireCount: number, publicWires: number) {
    this.constraints = constraints;
    this.wireCount = wireCount;
    this.publicWires = publicWires;
    this.#touched = Array.from({ length: wireCount }, () => []);
    constraints.forEach(({ a, b, c }, index) => {
      for (const wire of new Set([...a.wires, ...b.wires, ...c.wires])) this.#touched[wire]!.push(index);
    });
  }

  /** Reads circom's binary format, version 1. */
  static read(file: Buffer): R1cs {
    const sections = new Map<number, number>();
    let offset = 12;
    for (let section = 0; section < file.readUInt32LE(8); section++) {
      sections.set(file.readUInt32LE(offset), offset + 12);
      offset += 12 + Number(file.readBigUInt64LE(offset + 4));
    }
    const counts = sections.get(HEADER)! + 4 + FIELD_OCTETS;
    const wireCount = file.readUInt32LE(counts);
    const publicWires = 1 + file.readUInt32LE(counts + 4) + file.readUInt32LE(counts + 8);
    const constraintCount = file.readUInt32LE(counts + 24);

    offset = sections.get(CONSTRAINTS)!;
    const linear = (): Linear => {
      const length = file.readUInt32LE(offset);
      offset += 4;
      const wires = new Uint32Array(length);
      const coefficients: bigint[] = [];
      for (let i = 0; i < length; i++) {
        wires[i] = file.readUInt32LE(offset);
        coefficients.push(readField(file, offset + 4));
        offset += 4 + FIELD_OCTETS;
      }
      return { wires, coefficients };
    };
    const constraints = Array.from({ length: constraintCount }, () => ({ a: linear(), b: linear(), c: linear() }));
    return new R1cs(constraints, wireCount, publicWires);
  }

  /** Whether the witness satisfies every constraint. */
  accepts(witness: readonly bigint[]): boolean {
    return this.constraints.every(({ a, b, c }) => satisfied(sum(a, witness), sum(b, witness), sum(c, witness)));
  }

  /** Numbers of the constraints that the witness violates. */
  violated(witness: readonly bigint[]): number[] {
    return this.constraints.flatMap(({ a, b, c }, index) =>
      satisfied(sum(a, witness), sum(b, witness), sum(c, witness)) ? [] : [index],
    );
  }

  /** The wires of a constraint, each once, in no order. */
  wiresOf(index: number): number[] {
    const { a, b, c } = this.constraints[index]!;
    return [...new Set([...a.wires, ...b.wires, ...c.wires])];
  }

  /**
   * Wires whose value can be changed alone, in one of several ways, without violating a constraint. Only the constraints in which
   * the wire occurs are evaluated, so that a circuit's every wire is tried in seconds.
   */
  unpinned(witness: readonly bigint[]): number[] {
    if (!this.accepts(witness)) throw new Error('the witness itself violates a constraint');
    const found: number[] = [];
    for (let wire = 1; wire < this.wireCount; wire++) {
      const value = witness[wire]!;
      const changed = [value + 1n, value - 1n, -value, 2n - value, value + (1n << 32n), 0n, 1n, BigInt(wire) ** 9n];
      const others = new Set(changed.map(modulo).filter((other) => other !== value));
      if ([...others].some((other) => this.#survives(witness, wire, other - value))) found.push(wire);
    }
    return found;
  }

  #survives(witness: readonly bigint[], wire: number, difference: bigint): boolean {
    return this.#touched[wire]!.every((index) => {
      const { a, b, c } = this.constraints[index]!;
      const shifted = (form: Linear): bigint => sum(form, witness) + coefficient(form, wire) * difference;
      return satisfied(shifted(a), shifted(b), shifted(c));
    });
  }
}

function coefficient({ wires, coefficients }: Linear, wire: number): bigint {
  const position = wires.indexOf(wire);
  return position < 0 ? 0n : coefficients[position]!;
}

function sum({ wires, coefficients }: Linear, witness: readonly bigint[]): bigint {
  let total = 0n;
  for (let i = 0; i < wires.length; i++) total += coefficients[i]! * witness[wires[i]!]!;
  return modulo(total);
}

function satisfied(a: bigint, b: bigint, c: bigint): boolean {
  return modulo(a * b - c) === 0n;
}

export function modulo(value: bigint): bigint {
  const rest = value % FIELD_MODULUS;
  return rest < 0n ? rest + FIELD_MODULUS : rest;
}

function readField(file: Buffer, offset: number): bigint {
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 64n) | file.readBigUInt64LE(offset + 8 * word);
  return value;
}

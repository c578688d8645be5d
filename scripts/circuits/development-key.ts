import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { FixedBase } from './fixed-base.ts';
import type { Group } from './fixed-base-worker.ts';
import { lagrangeAt } from './lagrange.ts';
import { readR1cs } from './r1cs.ts';
import type { R1cs } from './r1cs.ts';
import { ORDER, power, readScalar, SCALAR_OCTETS, writeScalar } from './scalar-field.ts';

/**
 * The seed of every development key. It is public, so anyone can compute tau, alpha, beta and delta and prove false statements under such a
 * key: it protects nothing. Production keys come from a ceremony.
 */
const PUBLIC_SEED = 'OpenRSP development key, worth nothing: its secrets are public. Version 1';
/** Part of what identifies a built key: raise it when the computation changes. */
export const DEVELOPMENT_KEY_VERSION = 1;

const FIELD_PRIME = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const GROTH16 = 1;

function secret(name: string): bigint {
  const digest = createHash('sha512').update(`${PUBLIC_SEED}\n${name}`).digest('hex');
  return BigInt(`0x${digest}`) % ORDER;
}

/** Evaluations at tau of the polynomials of A, B and C, for each wire. */
interface Evaluations {
  readonly a: bigint[];
  readonly b: bigint[];
  readonly c: bigint[];
}

/**
 * Computes a Groth16 proving key for known secrets and writes it in snarkjs's format. The same r1cs gives the same file, octet for octet.
 * As snarkjs does, a row for each public signal is appended to A, so that every public signal is bound even where no constraint mentions it.
 */
export async function writeDevelopmentKey(
  r1csFile: string,
  zkeyFile: string,
  report: (text: string) => void = () => undefined,
): Promise<{ domain: number }> {
  const r1cs = readR1cs(r1csFile);
  const { wires, publicSignals, constraints } = r1cs;
  const log2 = Math.floor(Math.log2(constraints + publicSignals)) + 1;
  const domain = 2 ** log2;
  const [tau, alpha, beta, delta] = ['tau', 'alpha', 'beta', 'delta'].map(secret) as [bigint, bigint, bigint, bigint];

  report('evaluating the constraint system');
  const coefficients = coefficientSection(r1cs);
  const { a, b, c } = evaluate(r1cs, lagrangeAt(tau, log2, 1));
  const inverseDelta = power(delta, ORDER - 2n);
  const combined = a.map((value, wire) => (beta * value + alpha * b[wire]! + c[wire]!) % ORDER);
  const privateWires = combined.slice(publicSignals + 1).map((value) => (value * inverseDelta) % ORDER);
  const quotient = lagrangeAt(tau, log2 + 1, 2).map((value) => (value * inverseDelta) % ORDER);

  using base = new FixedBase();
  const points = (group: Group, scalars: readonly bigint[]): Promise<Uint8Array> => base.multiply(group, scalars);
  const [alpha1, beta1, delta1] = split(await points('g1', [alpha, beta, delta]), 3);
  const [beta2, gamma2, delta2] = split(await points('g2', [beta, 1n, delta]), 3);
  const header = Buffer.concat([
    uint32(SCALAR_OCTETS),
    littleEndian(FIELD_PRIME),
    uint32(SCALAR_OCTETS),
    littleEndian(ORDER),
    uint32(wires),
    uint32(publicSignals),
    uint32(domain),
    ...[alpha1, beta1, beta2, gamma2, delta1, delta2].map((point) => point!),
  ]);

  const file = openSync(zkeyFile, 'w');
  try {
    writeAll(file, [Buffer.from('zkey'), uint32(1), uint32(10)]);
    section(file, 1, [uint32(GROTH16)]);
    section(file, 2, [header]);
    section(file, 3, [await points('g1', combined.slice(0, publicSignals + 1))]);
    section(file, 4, [uint32(coefficients.byteLength / COEFFICIENT_OCTETS), coefficients]);
    report('computing the points of A');
    section(file, 5, [await points('g1', a)]);
    report('computing the points of B');
    section(file, 6, [await points('g1', b)]);
    report('computing the points of B in G2');
    section(file, 7, [await points('g2', b)]);
    report('computing the points of C');
    section(file, 8, [await points('g1', privateWires)]);
    report('computing the points of H');
    section(file, 9, [await points('g1', quotient)]);
    // Hash of the circuit as a ceremony would have it, and no contributions.
    section(file, 10, [createHash('sha512').update(PUBLIC_SEED).digest(), uint32(0)]);
  } finally {
    closeSync(file);
  }
  return { domain };
}

function evaluate(r1cs: R1cs, lagrange: readonly bigint[]): Evaluations {
  const zeros = (): bigint[] => new Array<bigint>(r1cs.wires).fill(0n);
  const sums = [zeros(), zeros(), zeros()] as const;
  r1cs.visit((matrix, constraint, wire, at) => {
    const coefficient = readScalar(r1cs.data, at);
    sums[matrix][wire] = (sums[matrix][wire]! + coefficient * lagrange[constraint]!) % ORDER;
  });
  for (let signal = 0; signal <= r1cs.publicSignals; signal++) {
    sums[0][signal] = (sums[0][signal]! + lagrange[r1cs.constraints + signal]!) % ORDER;
  }
  return { a: sums[0], b: sums[1], c: sums[2] };
}

/** Matrix, constraint, wire, coefficient. */
const COEFFICIENT_OCTETS = 12 + SCALAR_OCTETS;

/** The terms of A and B as the prover reads them: each coefficient times 2^512, twice in Montgomery form. */
function coefficientSection(r1cs: R1cs): Uint8Array {
  let terms = r1cs.publicSignals + 1;
  r1cs.visit((matrix) => {
    if (matrix !== 2) terms++;
  });
  const octets = new Uint8Array(terms * COEFFICIENT_OCTETS);
  const view = new DataView(octets.buffer);
  const encoded = new Map<bigint, Uint8Array>();
  let at = 0;
  const put = (matrix: number, constraint: number, wire: number, coefficient: bigint): void => {
    let value = encoded.get(coefficient);
    if (value === undefined) {
      value = new Uint8Array(SCALAR_OCTETS);
      writeScalar((coefficient << 512n) % ORDER, value, 0);
      encoded.set(coefficient, value);
    }
    view.setUint32(at, matrix, true);
    view.setUint32(at + 4, constraint, true);
    view.setUint32(at + 8, wire, true);
    octets.set(value, at + 12);
    at += COEFFICIENT_OCTETS;
  };
  r1cs.visit((matrix, constraint, wire, place) => {
    if (matrix !== 2) put(matrix, constraint, wire, readScalar(r1cs.data, place));
  });
  for (let signal = 0; signal <= r1cs.publicSignals; signal++) put(0, r1cs.constraints + signal, signal, 1n);
  return octets;
}

function uint32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(value);
  return octets;
}

function littleEndian(value: bigint): Buffer {
  const octets = Buffer.alloc(SCALAR_OCTETS);
  writeScalar(value, octets, 0);
  return octets;
}

function split(points: Uint8Array, count: number): Uint8Array[] {
  const octets = points.length / count;
  return Array.from({ length: count }, (_, i) => points.subarray(i * octets, (i + 1) * octets));
}

function section(file: number, type: number, parts: readonly Uint8Array[]): void {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(parts.reduce((sum, part) => sum + part.length, 0)));
  writeAll(file, [uint32(type), length, ...parts]);
}

function writeAll(file: number, parts: readonly Uint8Array[]): void {
  for (const part of parts) {
    for (let written = 0; written < part.length;) written += writeSync(file, part, written);
  }
}

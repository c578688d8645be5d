import { readFileSync } from 'node:fs';

/** A rank-1 constraint system as circom writes it (iden3's r1cs format, version 1). */
export interface R1cs {
  readonly wires: number;
  /** Public outputs and inputs, without the constant wire. */
  readonly publicSignals: number;
  readonly constraints: number;
  /** Calls back for each term of A, B and C, constraint by constraint; `at` is the offset of the coefficient's 32 octets in `data`. */
  readonly visit: (callback: (matrix: 0 | 1 | 2, constraint: number, wire: number, at: number) => void) => void;
  readonly data: DataView;
}

const MAGIC = 0x73633172;
const HEADER = 1;
const CONSTRAINTS = 2;

/** @throws Error when the file is no such constraint system over 32-octet coefficients */
export function readR1cs(file: string): R1cs {
  const octets = readFileSync(file);
  const data = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (data.getUint32(0, true) !== MAGIC) throw new Error(`${file} is not an r1cs file`);
  const sections = new Map<number, number>();
  for (let at = 12, left = data.getUint32(8, true); left > 0; left--) {
    sections.set(data.getUint32(at, true), at + 12);
    at += 12 + Number(data.getBigUint64(at + 4, true));
  }
  const header = sections.get(HEADER);
  const body = sections.get(CONSTRAINTS);
  if (header === undefined || body === undefined || data.getUint32(header, true) !== 32) {
    throw new Error(`${file} lacks a section or is over another field`);
  }
  const counts = header + 4 + 32;
  const constraints = data.getUint32(counts + 24, true);
  return {
    wires: data.getUint32(counts, true),
    publicSignals: data.getUint32(counts + 4, true) + data.getUint32(counts + 8, true),
    constraints,
    data,
    visit: (callback) => {
      let at = body;
      for (let constraint = 0; constraint < constraints; constraint++) {
        for (const matrix of [0, 1, 2] as const) {
          const terms = data.getUint32(at, true);
          at += 4;
          for (let i = 0; i < terms; i++, at += 36) callback(matrix, constraint, data.getUint32(at, true), at + 4);
        }
      }
    },
  };
}

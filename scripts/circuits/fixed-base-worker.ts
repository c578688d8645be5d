// Multiplies BN254's generators by many scalars, with one table of windows for each group. A worker thread of fixed-base.ts.
import { parentPort } from 'node:worker_threads';
import bn128 from 'wasmcurves/build/bn128_wasm.js';
import { SCALAR_OCTETS } from './scalar-field.ts';

export type Group = 'g1' | 'g2';
export interface Job {
  readonly id: number;
  readonly group: Group;
  /** Scalars of 32 octets, little-endian. */
  readonly scalars: Uint8Array;
}

type Call = (...pointers: number[]) => void;

const PAGE = 65536;
const memory = new WebAssembly.Memory({ initial: 2048 });
const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(Buffer.from(bn128.code, 'base64')), {
  env: { memory },
});
const call = (name: string): Call => exports[name] as Call;

/** The library keeps the next free address at address 0. */
function allocate(octets: number): number {
  const heap = new DataView(memory.buffer);
  const at = (heap.getUint32(0, true) + 7) & ~7;
  heap.setUint32(0, at + octets, true);
  reserve(0);
  return at;
}

/** The library's own scratch space does not grow the memory: make sure that so much is there. */
function reserve(octets: number): void {
  const end = new DataView(memory.buffer).getUint32(0, true) + octets;
  if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
}

interface Base {
  readonly add: Call;
  readonly zero: Call;
  readonly toAffine: (from: number, count: number, to: number) => void;
  /** Octets of an affine point; a projective one has half as much again. */
  readonly affine: number;
  readonly projective: number;
  readonly windowBits: number;
  readonly windows: number;
  /** Entry d of window w: d·2^(windowBits·w)·G, affine. */
  readonly table: number;
}

const SCALAR_BITS = 254;
/** Points in one batch of inversions. */
const BATCH = 4096;

function prepare(group: Group, coordinate: number, generator: number, windowBits: number): Base {
  const affine = 2 * coordinate;
  const projective = 3 * coordinate;
  const windows = Math.ceil(SCALAR_BITS / windowBits);
  const entries = 1 << windowBits;
  const toAffine = (from: number, count: number, to: number): void => {
    reserve(count * projective * 2);
    call(`${group}m_batchToAffine`)(from, count, to);
  };
  const addMixed = call(`${group}m_addMixed`);
  const table = allocate(windows * entries * affine);
  const row = allocate(entries * projective);
  const doubled = allocate(projective);
  const base = allocate(affine);
  call(`${group}m_copy`)(generator, doubled);
  for (let w = 0; w < windows; w++) {
    toAffine(doubled, 1, base);
    call(`${group}m_zero`)(row);
    for (let d = 1; d < entries; d++) addMixed(row + (d - 1) * projective, base, row + d * projective);
    toAffine(row, entries, table + w * entries * affine);
    for (let i = 0; i < windowBits; i++) call(`${group}m_double`)(doubled, doubled);
  }
  return { add: addMixed, zero: call(`${group}m_zero`), toAffine, affine, projective, windowBits, windows, table };
}

const bases = new Map<Group, Base>();
function baseOf(group: Group): Base {
  const known = bases.get(group);
  if (known !== undefined) return known;
  const base = group === 'g1' ? prepare('g1', 32, bn128.pG1gen, 14) : prepare('g2', 64, bn128.pG2gen, 12);
  bases.set(group, base);
  return base;
}

const scratch = { points: 0, affine: 0 };

function multiply(group: Group, scalars: Uint8Array): Uint8Array {
  const base = baseOf(group);
  if (scratch.points === 0) {
    scratch.points = allocate(BATCH * 192);
    scratch.affine = allocate(BATCH * 128);
  }
  const view = new DataView(scalars.buffer, scalars.byteOffset, scalars.byteLength);
  const count = scalars.byteLength / SCALAR_OCTETS;
  const result = new Uint8Array(count * base.affine);
  const entryOctets = base.affine;
  const rowOctets = (1 << base.windowBits) * entryOctets;
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    for (let i = 0; i < size; i++) {
      const point = scratch.points + i * base.projective;
      const at = (first + i) * SCALAR_OCTETS;
      base.zero(point);
      for (let w = 0; w < base.windows; w++) {
        const digit = window(view, at, w * base.windowBits, base.windowBits);
        if (digit !== 0) base.add(point, base.table + w * rowOctets + digit * entryOctets, point);
      }
    }
    base.toAffine(scratch.points, size, scratch.affine);
    result.set(new Uint8Array(memory.buffer, scratch.affine, size * entryOctets), first * entryOctets);
  }
  return result;
}

/** `count` bits of a 256-bit little-endian number, from bit `low`; at most 16. */
function window(view: DataView, at: number, low: number, count: number): number {
  const octet = low >> 3;
  let bits = 0;
  for (let i = 0; i < 3 && octet + i < SCALAR_OCTETS; i++) bits |= view.getUint8(at + octet + i) << (8 * i);
  return (bits >> (low & 7)) & ((1 << count) - 1);
}

parentPort?.on('message', ({ id, group, scalars }: Job) => {
  const points = multiply(group, scalars);
  parentPort?.postMessage({ id, points }, [points.buffer as ArrayBuffer]);
});

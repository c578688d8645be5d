import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tlv } from '../../../src/pki/der/writer.ts';
import { vectorsFolder } from '../../pki/support/vectors.ts';

export interface NamedProfile {
  readonly name: string;
  readonly octets: Uint8Array;
}

/** Octets 00, 01, … of a fixed shape: tests compare whole contents, so the shape does not matter, only that no two pieces are alike. */
export function counting(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (start + i + (i >>> 8)) & 0xff);
}

/** A profile package in outline: header, elements of `sizes` octets, PE-End. */
export function outlineProfile(...sizes: readonly number[]): Uint8Array {
  const elements = sizes.map((size, i) => tlv(0xa1 + (i % 8), counting(size, i)));
  return Buffer.concat([tlv(0xa0, counting(40)), ...elements, tlv(0xaa, tlv(0xa0, Uint8Array.of(0x80, 1, 0)))]);
}

/** The GSMA's TS.48 profiles where OPENRSP_VECTORS has them; always some profiles of awkward lengths. */
export function profiles(): readonly NamedProfile[] {
  const folder = vectorsFolder('ts48');
  const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.der'));
  return [
    ...files.map((name) => ({ name, octets: Uint8Array.from(readFileSync(path.join(folder!, name))) })),
    { name: 'an outline of 300 octets', octets: outlineProfile(240) },
    { name: 'an outline of many elements', octets: outlineProfile(1, 1006, 1007, 1008, 0, 5000, 127, 128) },
  ];
}

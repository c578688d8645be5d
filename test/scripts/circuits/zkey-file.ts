import { readFileSync } from 'node:fs';

/** Sections of a file in iden3's container format: type, version, then for each section its number, length and content. */
export function readSections(file: string): Map<number, Buffer> {
  const octets = readFileSync(file);
  const sections = new Map<number, Buffer>();
  let at = 12;
  for (let left = octets.readUInt32LE(8); left > 0; left--) {
    const length = Number(octets.readBigUInt64LE(at + 4));
    sections.set(octets.readUInt32LE(at), octets.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }
  if (at !== octets.length) throw new Error(`${file} has ${octets.length - at} octets after its last section`);
  return sections;
}

import { BspError } from './error.ts';

/** PE-End, the last element of every profile (Interoperable Profile Package 8.10). */
const PE_END = 0xaa;

/**
 * Asserts that octets are whole profile elements, TLVs end to end, and that the last is PE-End. Segments carry no mark of the end: a
 * package whose last segments were left out has valid MACs, and is known by this alone. Throws `ProfilePackage`.
 */
export function assertWholeProfilePackage(profile: Uint8Array): void {
  let offset = 0;
  let last: number | undefined;
  while (offset < profile.length) {
    last = profile[offset];
    offset = endOfElement(profile, offset);
  }
  if (offset > profile.length)
    throw new BspError('ProfilePackage', 'The profile package is cut off within an element.');
  if (last !== PE_END) throw new BspError('ProfilePackage', 'The profile package does not end with PE-End (tag AA).');
}

function endOfElement(profile: Uint8Array, start: number): number {
  let at = start;
  if ((profile[at++]! & 0x1f) === 0x1f) while (((profile[at++] ?? 0) & 0x80) !== 0);
  const first = profile[at++];
  if (first === undefined) return Infinity;
  if (first < 0x80) return at + first;
  const octets = first & 0x7f;
  if (octets < 1 || octets > 4) {
    throw new BspError(
      'ProfilePackage',
      `The profile element at octet ${start} has no definite length of up to four octets.`,
    );
  }
  if (at + octets > profile.length) return Infinity;
  return at + octets + profile.subarray(at, at + octets).reduce((sum, octet) => sum * 256 + octet, 0);
}

import { readHeader } from '../../rsp/tlv/header.ts';

/** TLVs that stand one after the other, as they are. Throws RspError where the last is cut off. */
export function splitSegments(octets: Uint8Array): readonly Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let offset = 0; offset < octets.length;) {
    const { end } = readHeader(octets, offset, octets.length);
    segments.push(octets.subarray(offset, end));
    offset = end;
  }
  return segments;
}

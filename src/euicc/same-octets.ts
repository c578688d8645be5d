/** Whether both are there and have the same octets. Not for secrets: the time it takes tells where they differ. */
export function sameOctets(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}

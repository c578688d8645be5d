const SHOWN_OCTETS = 24;

/** Octets as they are shown in messages: hexadecimal, cut off after 24. */
export function hex(octets: Uint8Array): string {
  const shown = Buffer.from(octets.subarray(0, SHOWN_OCTETS)).toString('hex');
  return octets.length > SHOWN_OCTETS ? `${shown}…` : shown;
}

const WHITE_SPACE = /[\t\n\r ]+/g;

/**
 * Octets of base64 with padding (RFC 4648 clause 4); line breaks and blanks, which some senders put in, are skipped.
 * `undefined` for everything else: another alphabet, missing padding, stray bits at the end.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const compact = text.replaceAll(WHITE_SPACE, '');
  const octets = Buffer.from(compact, 'base64');
  // Node skips what is not base64 and takes base64url too: only what it writes the same way was base64.
  return octets.toString('base64') === compact ? Uint8Array.from(octets) : undefined;
}

export function encodeBase64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

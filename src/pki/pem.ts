import { PkiError } from './error.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Octets of the single PEM block with this label (RFC 7468); text around it is ignored, other blocks are not. */
export function decodePem(text: string, label: string): Uint8Array {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\s([^-]*)-----END \1-----/g)];
  const [block, second] = blocks;
  if (block === undefined) throw new PkiError('Pem', `there is no complete PEM block; "BEGIN ${label}" is expected.`);
  const [, found, body = ''] = block;
  if (second !== undefined) {
    throw new PkiError('Pem', `there are ${blocks.length} PEM blocks; put each certificate or CRL into its own file.`);
  }
  if (found !== label) throw new PkiError('Pem', `the PEM block is "${found ?? ''}", "${label}" is expected.`);
  const base64 = body.replaceAll(/\s/g, '');
  if (base64 === '' || !BASE64.test(base64)) throw new PkiError('Pem', `the PEM block "${label}" is not base64.`);
  const octets = Buffer.from(base64, 'base64');
  if (octets.toString('base64') !== base64)
    throw new PkiError('Pem', `the base64 of "${label}" has stray bits at its end.`);
  return Uint8Array.from(octets);
}

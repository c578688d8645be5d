import { readDer, type DerNode } from '../../../src/pki/der/node.ts';
import { tlv } from '../../../src/pki/der/writer.ts';

/** Indices of children, from the outermost encoding inwards. */
export type Path = readonly number[];

/** Indices of a Certificate's and a TBSCertificate's members. */
export const Member = {
  tbs: [0],
  version: [0, 0],
  serialNumber: [0, 1],
  innerAlgorithm: [0, 2],
  issuer: [0, 3],
  validity: [0, 4],
  notBefore: [0, 4, 0],
  notAfter: [0, 4, 1],
  subject: [0, 5],
  publicKey: [0, 6],
  extensions: [0, 7, 0],
  outerAlgorithm: [1],
  signature: [2],
} as const satisfies Record<string, Path>;

/** `der` with the encoding at `path` replaced; lengths around it follow. An empty replacement removes it. */
export function replaceAt(
  der: Uint8Array,
  path: Path,
  replacement: Uint8Array | ((node: DerNode) => Uint8Array),
): Uint8Array {
  return rebuild(readDer(der), path, replacement);
}

export function nodeAt(der: Uint8Array, path: Path): DerNode {
  return path.reduce<DerNode>((node, index) => {
    const child = node.children[index];
    if (child === undefined) throw new RangeError(`there is no member ${path.join('.')}`);
    return child;
  }, readDer(der));
}

function rebuild(
  node: DerNode,
  [index, ...rest]: Path,
  replacement: Uint8Array | ((node: DerNode) => Uint8Array),
): Uint8Array {
  if (index === undefined) return typeof replacement === 'function' ? replacement(node) : replacement;
  return tlv(
    node.tag,
    ...node.children.map((child, i) => (i === index ? rebuild(child, rest, replacement) : child.bytes)),
  );
}

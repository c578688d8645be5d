import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Codec } from '../../../src/rsp/asn1/codec.ts';

const folder = path.resolve(import.meta.dirname, '../../../src/rsp/structures');
const files = globSync('*.ts', { cwd: folder }).toSorted();
const modules = await Promise.all(
  files.map(
    (file) => import(pathToFileURL(path.join(folder, file)).href) as Promise<Readonly<Record<string, unknown>>>,
  ),
);

/** Every structure that a file of src/rsp/structures exports, by its name. */
export const structures: readonly (readonly [string, Codec<unknown>])[] = modules.flatMap((module) =>
  Object.entries(module).filter((entry): entry is [string, Codec<unknown>] => isCodec(entry[1])),
);

function isCodec(value: unknown): value is Codec<unknown> {
  return typeof value === 'object' && value !== null && 'shape' in value && 'read' in value;
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder of the GSMA and Wycheproof vectors, which are not part of this repository; undefined: tests that need it skip and say so. */
export const VECTORS = process.env.OPENRSP_VECTORS;

/** The folder `name` of the vectors. */
export function vectorsFolder(name: string): string | undefined {
  const folder = VECTORS === undefined ? undefined : path.join(VECTORS, name);
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Skips the present test where the vectors are missing, in words that the report shows. */
export function requireVectors(context: Mocha.Context, name: string): string {
  const folder = vectorsFolder(name);
  if (folder === undefined) {
    console.log(`      OPENRSP_VECTORS names no folder with ${name}/: skipped`);
    return context.skip();
  }
  return folder;
}

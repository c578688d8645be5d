import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { unexplainedFindings } from '../../../scripts/circuits/compile.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SCRATCH = `build/inspect-${process.pid}`;

/** What `circom --inspect` finds in a template by itself, such as 'LeanMembership(24)' of 'lib/merkle/lean.circom', and in all that it instantiates. */
export async function inspectTemplate(file: string, template: string): Promise<string[]> {
  mkdirSync(path.join(ROOT, SCRATCH), { recursive: true });
  const main = `${SCRATCH}/main.circom`;
  const source = `pragma circom 2.2.0;\ninclude "../../circuits/${file}";\ncomponent main = ${template};\n`;
  writeFileSync(path.join(ROOT, main), source);
  try {
    // Nothing is written; without simplification the constraints are those of the source.
    const args = ['node_modules/circom2/cli.js', main, '--inspect', '--O0'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, maxBuffer: 1 << 26 });
    return unexplainedFindings(stdout + stderr);
  } finally {
    rmSync(path.join(ROOT, SCRATCH), { recursive: true, force: true });
  }
}

interface LibraryTemplate {
  /** From circuits/. */
  readonly file: string;
  readonly parameters: string;
  /** Templates and functions that occur in its body. */
  readonly names: readonly string[];
}

function libraryTemplates(): Map<string, LibraryTemplate> {
  const found = new Map<string, LibraryTemplate>();
  for (const file of globSync('lib/**/*.circom', { cwd: path.join(ROOT, 'circuits') }).sort()) {
    const source = readFileSync(path.join(ROOT, 'circuits', file), 'utf8');
    const text = source.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
    for (const [, name, parameters, body] of text.matchAll(/^template (\w+)\((.*?)\)([^]*?)^\}/gm)) {
      found.set(name!, { file, parameters: parameters!, names: namesIn(body!) });
    }
  }
  return found;
}

const namesIn = (text: string): string[] => [...text.matchAll(/\b[A-Z]\w*(?=\()/g)].map(([name]) => name);

/** Templates of circuits/lib that none of these circuits (files) and templates instantiates, at whatever depth: file, and call as declared. */
export function uninspected(
  mains: readonly string[],
  templates: readonly string[],
): { readonly file: string; readonly template: string }[] {
  const library = libraryTemplates();
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    library.get(name)?.names.forEach(visit);
  };
  for (const main of mains) namesIn(readFileSync(path.join(ROOT, main), 'utf8')).forEach(visit);
  for (const template of templates) namesIn(template).forEach(visit);
  return [...library]
    .filter(([name]) => !reached.has(name))
    .map(([name, { file, parameters }]) => ({ file, template: `${name}(${parameters})` }));
}

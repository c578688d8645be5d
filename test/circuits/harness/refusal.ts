import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CIRCUITS = path.resolve(import.meta.dirname, '../../../circuits');
const CIRCOMLIB = path.resolve(import.meta.dirname, '../../../node_modules/circomlib/circuits');

let files: ReadonlyMap<string, readonly string[]> | undefined;

/** Lines of the file that declares a template. */
function linesOf(template: string): readonly string[] | undefined {
  files ??= new Map(
    [CIRCOMLIB, CIRCUITS].flatMap((folder) =>
      globSync('**/*.circom', { cwd: folder }).flatMap((file) => {
        const text = readFileSync(path.join(folder, file), 'utf8');
        const lines = text.split('\n');
        return [...text.matchAll(/^template (\w+)/gm)].map(([, name]) => [name!, lines] as const);
      }),
    ),
  );
  return files.get(template);
}

export interface Place {
  readonly template: string;
  /** The source line. */
  readonly statement: string;
}

/** Where a witness calculator stopped: the violated statement first, then the statements that instantiated the templates around it. */
export function placesOf(refusal: string): Place[] {
  return [...refusal.matchAll(/Error in template (\w+)_\d+ line: (\d+)/g)].map(([, template, line]) => {
    const statement = linesOf(template!)?.[Number(line) - 1]?.trim();
    if (statement === undefined) throw new Error(`${template!} has no line ${line!}`);
    return { template: template!, statement };
  });
}

/** The violated statement with its template, such as 'NonZero: in * inverse === 1;'. */
export function refusedAt(refusal: string): string {
  const [place] = placesOf(refusal);
  if (place === undefined) throw new Error(`no template is named in: ${refusal}`);
  return `${place.template}: ${place.statement}`;
}

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
/** circom2 is circom compiled to WebAssembly; it sees the folder in which it runs. */
const compiler = path.join('node_modules', 'circom2', 'cli.js');
const OPTIMISATION = '--O2';

/** Findings of `circom --inspect` that are right as they are: signals that no constraint names, and why. */
const EXPLAINED: readonly { readonly warning: RegExp; readonly reason: string }[] = [
  {
    warning: /^warning\[CA02\]: In template "LessThan\(\d+\)": .* n2b\.out contains/,
    reason: 'circomlib decomposes a + 2^n - b and reads the top bit; the lower ones are constrained in Num2Bits',
  },
];

/** Lines of circom's output that warn of signals which no constraint names, but for those that are explained. */
export function unexplainedFindings(output: string): string[] {
  return (
    output
      // circom colours its messages.
      .replaceAll(/\u001b\[[\d;]*m/g, '')
      .split('\n')
      .filter((line) => line.startsWith('warning') && !EXPLAINED.some(({ warning }) => warning.test(line)))
  );
}

/**
 * Compiles a circuit into `folder`, which lies below the project's root: <name>.r1cs, <name>.sym and <name>_js/<name>.wasm.
 * @throws Error with circom's message, which names file and line, or with what its inspection found
 */
export async function compileCircuit(file: string, folder: string): Promise<void> {
  const output = path.relative(root, folder);
  const args = [compiler, path.relative(root, file), '--r1cs', '--wasm', '--sym', '--inspect', OPTIMISATION];
  let printed: string;
  try {
    const run = await promisify(execFile)(process.execPath, [...args, '-o', output], { cwd: root, maxBuffer: 1 << 26 });
    printed = run.stdout + run.stderr;
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    throw new Error(`${file} does not compile:\n${stderr || stdout}`, { cause: error });
  }
  const findings = unexplainedFindings(printed);
  if (findings.length > 0) throw new Error(`${file} has signals that no constraint names:\n${findings.join('\n')}`);
}

/** The file and everything it includes, relative to the project's root, sorted. */
export function sourcesOf(file: string): string[] {
  const found = new Set<string>();
  const visit = (source: string): void => {
    const name = path.relative(root, source);
    if (found.has(name)) return;
    found.add(name);
    for (const [, included = ''] of readFileSync(source, 'utf8').matchAll(/^\s*include\s+"([^"]+)"/gm)) {
      visit(path.resolve(path.dirname(source), included));
    }
  };
  visit(path.resolve(root, file));
  return [...found].sort();
}

/** Hash of all that a compiled circuit depends on: its sources, the compiler, its options. */
export function sourceHash(file: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/circom2/package.json'), 'utf8')) as {
    version: string;
  };
  const hash = createHash('sha256').update(`circom2 ${version} ${OPTIMISATION}`);
  for (const source of sourcesOf(file)) hash.update(`\0${source}\0`).update(readFileSync(path.join(root, source)));
  return hash.digest('hex');
}

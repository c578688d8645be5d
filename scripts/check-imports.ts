// Checks that imports between the folders of src/ run one way (docs/ARCHITECTURE.md). Exit code 1 names each import that does not.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Folder of src/ → folders it may import besides itself. Parties meet over interfaces, so they never stand in each other's list. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  pki: [],
  chain: [],
  zk: ['rsp', 'pki'],
  rsp: ['pki'],
  prover: ['zk', 'rsp', 'pki'],
  euicc: ['rsp', 'pki'],
  readers: ['rsp'],
  smdp: ['rsp', 'zk', 'chain', 'pki'],
  smds: ['rsp', 'zk', 'chain', 'pki'],
  lpa: ['rsp', 'zk', 'chain', 'pki', 'readers'],
  relayer: ['rsp', 'zk', 'chain', 'pki', 'readers'],
};
/** On top: may import everything in src/. */
const top: readonly string[] = ['cli', 'sdk', 'demo', 'bench'];
/** Outside src/: what each top-level folder may import of the others. */
const outside: Readonly<Record<string, readonly string[]>> = {
  src: ['src', 'tasks', 'scripts'],
  tasks: ['src', 'tasks', 'scripts'],
  scripts: ['src', 'scripts'],
};

const root = path.resolve(import.meta.dirname, '..');
const problems: string[] = [];

for (const file of globSync('{src,tasks,scripts}/**/*.ts', { cwd: root })) {
  const source = readFileSync(path.join(root, file), 'utf8');
  for (const { fileName: specifier } of ts.preProcessFile(source).importedFiles) {
    if (!specifier.startsWith('.')) continue;
    const target = path.relative(root, path.resolve(root, path.dirname(file), specifier));
    const [fromTop, fromArea] = file.split(path.sep) as [string, string];
    const [toTop, toArea] = target.split(path.sep) as [string, string];
    const sources = new Set(['src', 'tasks', 'scripts']);
    if (sources.has(toTop) && !outside[fromTop]?.includes(toTop)) {
      problems.push(`${file} imports ${target}: ${fromTop}/ may not import ${toTop}/`);
    } else if (!sources.has(toTop) && toTop !== 'types' && !target.endsWith('.json')) {
      problems.push(`${file} imports ${target}, which is no source folder`);
    } else if (fromTop === 'src' && !top.includes(fromArea)) {
      const may = allowed[fromArea];
      if (may === undefined)
        problems.push(`${file}: src/${fromArea} is not in the import table of scripts/check-imports.ts`);
      else if (toTop !== 'src' && toTop !== 'types')
        problems.push(`${file} imports ${target}: only ${top.join(', ')} may leave src/`);
      else if (toTop === 'src' && toArea !== fromArea && !may.includes(toArea)) {
        problems.push(`${file} imports src/${toArea}: ${fromArea} may import ${may.join(', ') || 'nobody'}`);
      }
    }
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);

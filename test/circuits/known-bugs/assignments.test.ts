import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const WITHIN_LINES = 3;

/** Assignments without a constraint (`<--`, `-->`), by line number: those that no comment beginning with "Pinned" belongs to, and all. */
function assignments(source: string): { readonly unexplained: readonly number[]; readonly all: readonly number[] } {
  const lines = source.split('\n');
  const all = lines.flatMap((line, i) => (/<--|-->/.test(line.replace(/\/\/.*/, '')) ? [i] : []));
  const isExplained = (i: number): boolean =>
    /\/\/ Pinned\b/.test(lines[i]!) ||
    lines.slice(Math.max(0, i - WITHIN_LINES), i).some((line) => /^\s*\/\/ Pinned\b/.test(line));
  const numbers = (indices: readonly number[]): number[] => indices.map((i) => i + 1);
  return { unexplained: numbers(all.filter((i) => !isExplained(i))), all: numbers(all) };
}

describe('assignments without a constraint', () => {
  it('are found, with and without a comment that says what pins them [S19]', () => {
    const source = [
      '// Pinned by the row below.',
      'signal a <-- 1 / b;',
      'a * b === 1;',
      'c <-- d; // Pinned: e.',
      '// Not <-- here.',
      'f <-- g;',
      'h --> i;',
    ];
    expect(assignments(source.join('\n'))).to.deep.equal({ unexplained: [6, 7], all: [2, 4, 6, 7] });
  });

  it('all say what pins them, in every template, generated ones included [S19]', () => {
    const files = globSync('circuits/**/*.circom');
    expect(files.some((file) => file.includes('generated'))).to.equal(true);
    const found = files.map((file) => ({ file, ...assignments(readFileSync(file, 'utf8')) }));
    const unexplained = found.flatMap((each) => each.unexplained.map((line) => `${each.file}:${line}`));
    expect(unexplained).to.deep.equal([]);
    expect(found.flatMap(({ all }) => all).length).to.be.greaterThan(10);
  });
});

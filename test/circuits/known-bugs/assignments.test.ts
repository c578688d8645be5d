import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { assignments } from '../harness/assignments.ts';

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
    expect(assignments(source.join('\n'))).to.deep.equal({
      unexplained: [6, 7],
      all: [2, 4, 6, 7],
      statements: ['signal a <-- 1 / b;', 'c <-- d;', 'f <-- g;', 'h --> i;'],
    });
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

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { inspectCircuit, inspectTemplate, uninspected } from './inspect.ts';

/** Signals that no constraint names, and why that is right. */
const ALLOWED: readonly { readonly warning: RegExp; readonly reason: string }[] = [
  {
    warning: /^warning\[CA02\]: In template "LessThan\(\d+\)": .* n2b\.out contains/,
    reason: 'circomlib decomposes a + 2^n - b and reads the top bit; the lower ones are constrained in Num2Bits',
  },
];

const manifest = JSON.parse(readFileSync('circuits/circuits.json', 'utf8')) as Record<string, { file: string }>;
const mains = Object.values(manifest).map(({ file }) => file);
/** Rows of the library's table in circuits/README.md. */
const library = [...readFileSync('circuits/README.md', 'utf8').matchAll(/^\| `([^`]+)`\s*\| `(lib\/[^`]+)`/gm)].map(
  ([, template, file]) => ({ template: template!, file: file! }),
);
/** What a main circuit instantiates with the same arguments is inspected with it. */
const sources = mains.map((file) => readFileSync(file, 'utf8'));
const separate = library.filter(({ template }) => !sources.some((text) => text.includes(`= ${template};`)));
/** Templates that are part of neither. One with parameters does not compile so: it wants a row in the table. */
const alone = uninspected(
  mains,
  library.map(({ template }) => template),
);

describe('circom --inspect', () => {
  const used = new Set<RegExp>();
  const unexplained = (warnings: readonly string[]): string[] =>
    warnings.filter((line) => {
      const entry = ALLOWED.find(({ warning }) => warning.test(line));
      if (entry !== undefined) used.add(entry.warning);
      return entry === undefined;
    });

  it('finds a signal that no constraint names [S19]', async () => {
    expect(await inspectTemplate('lib/der/range.circom', 'Range(3)')).to.deep.equal([]);
    expect(
      await inspectTemplate('../node_modules/circomlib/circuits/comparators.circom', 'LessThan(3)'),
    ).to.have.lengthOf(1);
  });

  for (const file of mains) {
    it(`has nothing to say about ${file} [S19]`, async () => {
      expect(unexplained(await inspectCircuit(file))).to.deep.equal([]);
    });
  }

  for (const { template, file } of [...separate, ...alone]) {
    it(`has nothing to say about ${template} [S19]`, async () => {
      expect(unexplained(await inspectTemplate(file, template))).to.deep.equal([]);
    });
  }

  it('has given every warning that is allowed [S19]', () => {
    expect(ALLOWED.filter(({ warning }) => !used.has(warning))).to.deep.equal([]);
  });
});

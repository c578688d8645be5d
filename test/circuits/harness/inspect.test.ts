import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { inspectTemplate, uninspected } from './inspect.ts';

const manifest = JSON.parse(readFileSync('circuits/circuits.json', 'utf8')) as Record<string, { file: string }>;
/** The build inspects them (scripts/circuits/compile.ts), with all that they instantiate. */
const mains = Object.values(manifest).map(({ file }) => file);
/** Rows of the library's table in circuits/README.md. */
const library = [...readFileSync('circuits/README.md', 'utf8').matchAll(/^\| `([^`]+)`\s*\| `(lib\/[^`]+)`/gm)].map(
  ([, template, file]) => ({ template: template!, file: file! }),
);
const sources = mains.map((file) => readFileSync(file, 'utf8'));
const separate = library.filter(({ template }) => !sources.some((text) => text.includes(`= ${template};`)));
/** Templates that are part of neither. One with parameters does not compile so: it wants a row in the table. */
const alone = uninspected(
  mains,
  library.map(({ template }) => template),
);

describe('circom --inspect', () => {
  for (const { template, file } of [...separate, ...alone]) {
    it(`has nothing to say about ${template} [S19]`, async () => {
      expect(await inspectTemplate(file, template)).to.deep.equal([]);
    });
  }
});

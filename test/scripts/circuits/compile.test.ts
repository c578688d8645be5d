import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { compileCircuit, sourceHash, sourcesOf } from '../../../scripts/circuits/compile.ts';
import { ToyProject } from './toy.ts';

describe('compiling a circuit', () => {
  let toy: ToyProject;
  beforeEach(() => (toy = new ToyProject()));
  afterEach(() => toy[Symbol.dispose]());

  it('writes constraint system, symbols and witness calculator', async () => {
    mkdirSync(toy.at('out'));
    await compileCircuit(toy.file, toy.at('out'));
    for (const name of ['toy.r1cs', 'toy.sym', 'toy_js/toy.wasm'])
      expect(existsSync(toy.at('out', name)), name).to.be.true;
  });

  it('names file and line of an error, also in an included file', async () => {
    mkdirSync(toy.at('out'));
    toy.edit('square.circom', 'out <== in * in', 'out <== in * inn');
    const failure: unknown = await compileCircuit(toy.file, toy.at('out')).catch((error: unknown) => error);
    expect(String(failure)).to.match(/toy\.circom does not compile/);
    expect(String(failure)).to.match(/square\.circom":6:\d+/);
  });

  it('refuses a constraint that is not quadratic', async () => {
    mkdirSync(toy.at('out'));
    toy.edit('square.circom', 'in * in', 'in * in * in');
    const failure: unknown = await compileCircuit(toy.file, toy.at('out')).catch((error: unknown) => error);
    expect(String(failure)).to.match(/Non quadratic/);
  });

  it('refuses a signal that no constraint names [S19]', async () => {
    mkdirSync(toy.at('out'));
    toy.edit('square.circom', 'out <== in * in;', 'out <== in * in;\n    signal idle;\n    idle <-- in;');
    const failure: unknown = await compileCircuit(toy.file, toy.at('out')).catch((error: unknown) => error);
    expect(String(failure)).to.match(/has signals that no constraint names:\nwarning/);
    expect(String(failure)).to.match(/warning\[T3002\]: Consider using <== instead of <--/);
    expect(String(failure)).to.match(/warning\[CA01\]: In template "Square\(\)": Local signal idle/);
  });

  it('knows every file that is included, over one or more steps', () => {
    toy.edit('square.circom', 'pragma circom 2.2.0;', 'pragma circom 2.2.0;\ninclude "deeper.circom";');
    toy.write('deeper.circom', 'pragma circom 2.2.0;\ninclude "square.circom";\n');
    expect(sourcesOf(toy.file).map((file) => path.basename(file))).to.deep.equal([
      'deeper.circom',
      'square.circom',
      'toy.circom',
    ]);
  });

  it('hashes the content of every included file', () => {
    const before = sourceHash(toy.file);
    expect(sourceHash(toy.file)).to.equal(before);
    toy.edit('square.circom', 'in * in', 'in * (in + 1)');
    const changed = sourceHash(toy.file);
    expect(changed).to.not.equal(before);
    toy.edit('square.circom', 'in * (in + 1)', 'in * in');
    expect(sourceHash(toy.file)).to.equal(before);
  });
});

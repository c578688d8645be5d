import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { expect } from 'chai';
import { buildCircuits } from '../../../scripts/circuits/build.ts';
import { prove } from '../../../src/zk/prover.ts';
import type { CircuitLock, CircuitManifest } from '../../../src/zk/artifacts.ts';
import { INPUTS, PUBLIC_SIGNALS, TOY, ToyProject } from './toy.ts';
import { keepWorkers } from './workers.ts';

describe('building circuits', () => {
  keepWorkers();
  let toy: ToyProject;
  const files = [`${TOY}.r1cs`, `${TOY}.sym`, `${TOY}.wasm`, `${TOY}.zkey`, 'verification_key.json'];

  /** Builds, and returns what was reported. */
  const build = async (updateLock = false): Promise<string[]> => {
    const lines: string[] = [];
    await buildCircuits({ places: toy.places, updateLock, report: (text) => lines.push(text) });
    return lines;
  };
  const failureOf = async (updateLock = false): Promise<string> => {
    try {
      await build(updateLock);
    } catch (error) {
      return String(error);
    }
    return 'built';
  };
  const manifest = (): CircuitManifest => JSON.parse(readFileSync(toy.artifact('manifest.json'), 'utf8')) as never;
  const lock = (): Record<string, CircuitLock> => JSON.parse(readFileSync(toy.places.lockFile, 'utf8')) as never;
  const upToDate = ['toy: up to date (2 constraints)'];

  before(async () => {
    toy = new ToyProject();
    await build(true);
  });
  after(() => toy[Symbol.dispose]());

  it('leaves constraint system, symbols, witness calculator, both keys and a manifest, and nothing else', () => {
    expect(readdirSync(toy.places.artifacts)).to.deep.equal([TOY]);
    expect(readdirSync(toy.artifact('.')).sort()).to.deep.equal([...files, 'manifest.json'].sort());
    const { circuit, constraints, domain, publicSignals, developmentKey } = manifest();
    expect({ circuit, constraints, domain, publicSignals, developmentKey }).to.deep.equal({
      circuit: TOY,
      constraints: 2,
      domain: 8,
      publicSignals: 2,
      developmentKey: true,
    });
  });

  it('makes artifacts that the prover takes', async () => {
    const statement = { inputs: INPUTS, publicSignals: PUBLIC_SIGNALS } as unknown as Parameters<typeof prove>[1];
    const places = { folder: toy.places.artifacts, lockFile: toy.places.lockFile };
    const { publicSignals } = await prove(TOY, statement, { places });
    expect(publicSignals).to.deep.equal(PUBLIC_SIGNALS);
  });

  it('does nothing when all is there', async () => {
    const before = files.map((name) => statSync(toy.artifact(name)).mtimeMs);
    expect(await build()).to.deep.equal(upToDate);
    expect(files.map((name) => statSync(toy.artifact(name)).mtimeMs)).to.deep.equal(before);
  });

  it('gives the locked hashes again after everything was removed [S29]', async () => {
    const [locked, verifier] = [lock(), readFileSync(toy.at('verifiers', 'ToyVerifier.sol'), 'utf8')];
    rmSync(toy.places.artifacts, { recursive: true });
    expect((await build()).at(-1)).to.match(/^toy: 2 constraints, compiled in [\d.]+ s, key in [\d.]+ s$/);
    expect(lock()).to.deep.equal(locked);
    await build(true);
    expect(lock()).to.deep.equal(locked);
    expect(readFileSync(toy.at('verifiers', 'ToyVerifier.sol'), 'utf8')).to.equal(verifier);
  });

  it('builds again what was damaged, cut off or removed', async () => {
    const damages: [string, (file: string) => void][] = [
      ['changed', (file) => appendFileSync(file, 'x')],
      ['cut off', (file) => truncateSync(file, 10)],
      ['removed', (file) => rmSync(file)],
    ];
    for (const [i, name] of [files[0]!, files[3]!, files[4]!].entries()) {
      const [what, damage] = damages[i]!;
      damage(toy.artifact(name));
      expect(await build(), `${name} ${what}`).to.not.deep.equal(upToDate);
      expect(await build()).to.deep.equal(upToDate);
    }
  });

  it('takes a folder without a manifest for one that is not built', async () => {
    rmSync(toy.artifact('manifest.json'));
    expect(await build()).to.not.deep.equal(upToDate);
    expect(manifest().circuit).to.equal(TOY);
  });

  describe('of a changed circuit', () => {
    afterEach(async () => {
      const other = new ToyProject();
      for (const name of ['toy.circom', 'square.circom']) toy.write(name, other.read(name));
      other[Symbol.dispose]();
      toy.describe({});
      await build(true);
    });

    it('fails, and says what to do when the change is meant [S29]', async () => {
      const locked = lock();
      // The same number of constraints, in an included file.
      toy.edit('square.circom', 'in * in', 'in * (in + 1)');
      const failure = await failureOf();
      expect(failure).to.match(/The circuit "toy" has the r1cs [0-9a-f]{64}, but [0-9a-f]{64} is locked/);
      expect(failure).to.match(/run: node scripts\/circuits\/build\.ts --update-lock/);
      expect(failure).to.include(locked[TOY]!.r1cs);
      expect(lock()).to.deep.equal(locked);
    });

    it('takes the change with --update-lock: lock file and verifier', async () => {
      const [locked, verifier] = [lock(), readFileSync(toy.at('verifiers', 'ToyVerifier.sol'), 'utf8')];
      toy.edit('square.circom', 'in * in', 'in * (in + 1)');
      await build(true);
      for (const kind of ['r1cs', 'zkey', 'vkey'] as const) expect(lock()[TOY]![kind]).to.not.equal(locked[TOY]![kind]);
      expect(readFileSync(toy.at('verifiers', 'ToyVerifier.sol'), 'utf8')).to.not.equal(verifier);
      expect(await build()).to.deep.equal(upToDate);
    });

    it('leaves the artifacts that were there, and no others, when it does not compile', async () => {
      const built = manifest();
      toy.edit('toy.circom', 'product === factor', 'product === factors');
      expect(await failureOf()).to.match(/toy\.circom does not compile.*toy\.circom":13:/s);
      expect(manifest()).to.deep.equal(built);
      expect(readdirSync(toy.places.artifacts)).to.deep.equal([TOY]);
    });

    it('refuses another number of public signals than circuits.json names [S20]', async () => {
      toy.edit('toy.circom', '{public [product, context]}', '{public [product]}');
      expect(await failureOf(true)).to.match(/toy\.circom has 1 public signals, but circuits\.json names 2/);
      expect(readdirSync(toy.places.artifacts)).to.deep.equal([TOY]);
    });

    it('refuses a circuit that outgrew its domain', async () => {
      toy.describe({ maximumLog2: 2 });
      rmSync(toy.artifact('manifest.json'));
      expect(await failureOf(true)).to.match(/toy\.circom has 2 constraints, more than the domain 2\^2 holds/);
    });
  });

  describe('compares', () => {
    afterEach(() => build(true));

    it('each locked hash with what was built [S29]', async () => {
      const locked = lock();
      for (const kind of ['r1cs', 'zkey', 'vkey'] as const) {
        writeFileSync(toy.places.lockFile, JSON.stringify({ [TOY]: { ...locked[TOY], [kind]: '00'.repeat(32) } }));
        expect(await failureOf(), kind).to.match(new RegExp(`has the ${kind} [0-9a-f]{64}, but 0{64} is locked`));
      }
    });

    it('and refuses a circuit that is not locked at all', async () => {
      rmSync(toy.places.lockFile);
      expect(await failureOf()).to.match(/but nothing is locked/);
      expect(existsSync(toy.places.lockFile)).to.be.false;
    });

    it('the committed verifier with the one of the key that was built', async () => {
      const verifier = toy.at('verifiers', 'ToyVerifier.sol');
      const source = readFileSync(verifier, 'utf8');
      writeFileSync(verifier, source.replace('isDevelopmentKey = true', 'isDevelopmentKey = false'));
      expect(await failureOf()).to.match(/ToyVerifier\.sol is not the verifier of the key that was built/);
      rmSync(verifier);
      expect(await failureOf()).to.match(/ToyVerifier\.sol is not the verifier of the key that was built/);
    });
  });
});

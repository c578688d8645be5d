import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { readCompiledSource } from '../../src/chain/artifacts.ts';
import { verifiedCircuits, verifiers, type VerifiedCircuit } from '../../src/chain/circuits.ts';
import { readArtifacts, type ArtifactPlaces } from '../../src/zk/artifacts.ts';
import { assertCompiledFrom, commonFlag, readVerifyingKeyFacts } from '../../tasks/deploy/verifying-key.ts';
import { temporaryFolder, type Folder } from './fixture.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the verifying keys that are deployed', () => {
  let folder: Folder;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  /** The built artifacts, one circuit's under a manifest with changes. */
  async function withManifest(circuit: VerifiedCircuit, changes: Record<string, unknown>): Promise<ArtifactPlaces> {
    for (const other of verifiedCircuits) {
      const { manifest, zkey } = await readArtifacts(other);
      const built = path.dirname(zkey);
      if (other !== circuit) {
        symlinkSync(built, folder.file(other));
        continue;
      }
      mkdirSync(folder.file(circuit));
      for (const name of Object.keys(manifest.files)) symlinkSync(path.join(built, name), folder.file(circuit, name));
      writeFileSync(folder.file(circuit, 'manifest.json'), JSON.stringify({ ...manifest, ...changes }));
    }
    return { folder: folder.path, lockFile: path.join(root, 'circuits.lock.json') };
  }

  it('are those from which the compiled verifiers were generated, one for each circuit that contracts verify', async () => {
    const facts = await readVerifyingKeyFacts();
    expect(facts.developmentKey).to.equal(true);
    expect(Object.keys(facts.verifyingKeyHashes)).to.deep.equal([...verifiedCircuits]);
    for (const hash of Object.values(facts.verifyingKeyHashes)) expect(hash).to.match(/^[0-9a-f]{64}$/);
    expect(new Set(Object.values(facts.verifyingKeyHashes)).size).to.equal(verifiedCircuits.length);
    expect(await readVerifyingKeyFacts(await withManifest('certificate', {}))).to.deep.equal(facts);
  });

  for (const circuit of verifiedCircuits) {
    it(`are refused when the manifest of ${circuit} does not own up to a development key [S28]`, async () => {
      const places = await withManifest(circuit, { developmentKey: false });
      const failure = await readVerifyingKeyFacts(places).catch(String);
      expect(failure).to.equal(
        `ChainError: ${verifiers[circuit]} is compiled with isDevelopmentKey = true, but the manifest of the key says false; run: ./openrsp build`,
      );
    });

    it(`are refused when the verifier of ${circuit} was compiled with other constants, each in turn [S22]`, () => {
      const verifier = verifiers[circuit];
      const source = readCompiledSource(verifier);
      expect(source).to.equal(readFileSync(path.join(root, `contracts/verifiers/${verifier}.sol`), 'utf8'));
      assertCompiledFrom(verifier, source, source, true);
      const constants = [...source.matchAll(/uint256 constant (\w+) *= (\d+);/g)];
      expect(constants).to.have.length.greaterThan(20);
      for (const [, name, value] of constants) {
        const changed = source.replace(value!, String(BigInt(value!) - 1n));
        expect(() => assertCompiledFrom(verifier, changed, source, true), name).to.throw(
          `${verifier} is compiled from another source than is generated from the built verifying key`,
        );
      }
    });
  }

  it('are refused when some are development keys and others are not [S28]', () => {
    const flags = new Map(verifiedCircuits.map((circuit) => [circuit, false] as const));
    expect(commonFlag(flags)).to.equal(false);
    expect(() => commonFlag(new Map([...flags, ['receipt', true]]))).to.throw(
      /^The key of the circuit "receipt" is a development key and that of "certificate" is not: .*; make all keys by a/,
    );
    expect(commonFlag(new Map(verifiedCircuits.map((circuit) => [circuit, true] as const)))).to.equal(true);
  });
});
